from mipviz.pages.navigation import ENTRIES, pages


def test_every_entry_leads_to_a_page_of_its_own():
    urls = [page["url"] for page in pages()]
    assert len(set(urls)) == len(ENTRIES)
    assert urls[0] == "/"
