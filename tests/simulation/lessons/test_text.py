import pytest

from simulation.lessons import text


def test_html_is_shown_and_never_becomes_part_of_the_page():
    found = text.rendered("<script>x</script> <b onclick=x>b</b>", str)
    assert "<script" not in found
    assert "<b" not in found


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_links_lead_only_where_a_link_may_lead(target):
    assert "href" not in text.rendered(f"[x]({target})", str)


def test_pictures_are_no_part_of_a_lesson():
    assert "<img" not in text.rendered("![x](https://example.com/x.png)", str)


def test_a_figure_stands_where_it_is_asked_for_and_its_value_is_escaped():
    found = text.rendered("It took {gap.longest}.", lambda _: "<1 s>")
    assert found == '<p>It took <span class="figure" title="gap.longest">&lt;1 s&gt;</span>.</p>'


def test_queries_are_found_with_their_lines_and_not_in_code():
    found = text.queries("one\ntwo {octets}\n\n`{lost}` and {time}")
    assert [(each.text, each.line) for each in found] == [("octets", 1), ("time", 3)]


@pytest.mark.parametrize(
    "typed",
    [
        "It took 742 ms.", "It is 292 octets long.", "nine IKE messages", "0.5 s of silence",
        "20 more octets", "It lost 3 packets", "98 % of them",
    ],
)  # fmt: skip
def test_what_looks_like_a_figure_of_a_run_is_found(typed):
    assert text.typed_figures(f"First.\n\n{typed}")[0].line == 2


@pytest.mark.parametrize(
    "fine",
    [
        "RFC 3344 says so.", "In 2003 it was new.", "Option 1.1 has three tunnels.",
        "> 20 octets more", "a lifetime of `60 s`", "at 192.0.2.129", "{octets} octets",
    ],
)  # fmt: skip
def test_what_others_say_and_what_is_no_figure_is_left_alone(fine):
    assert text.typed_figures(fine) == []
