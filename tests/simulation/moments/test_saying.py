def test_a_node_is_known_by_its_name_and_by_its_label(moving):
    _, moments = moving
    named = moments.find("first drop at outer-fw")
    assert moments.find("first drop at the outer firewall") == named


def test_a_reason_is_known_by_its_code_and_by_its_words(moving):
    _, moments = moving
    named = moments.find("drop because no-station")
    assert moments.find("drop because no such station on the link") == named
