from simulation.metrics import summary


def test_the_longest_gap_lies_between_its_two_moments(moving, event):
    trace, _ = moving
    longest = max(flow["longest_gap_ms"]["value"] for flow in summary(trace)["outcome"]["flows"])
    took = event("end of the longest gap").at_ns - event("beginning of the longest gap").at_ns
    assert took / 1e6 == longest


def test_a_direction_has_gaps_of_its_own(event):
    assert event("end of the longest gap from cn").flow == "cn > mn"
    assert event("second end of gap to cn").at_ns > event("first end of gap to cn").at_ns
