"""What a reading says of its run."""

from simulation.claims.reading import Reading


def reading(**scenario):
    return Reading(value=1.0, scenario=scenario, at_ns=5, event=3, packet=7)


def test_parameters_that_are_not_at_their_defaults_are_named_as_they_are_set():
    found = reading(
        option="3", slug="x", title="t", seed=1, duration_ns=9, start={"mn": "hotel"}, actions=[],
        packets_per_second=1, dont_fragment=True, link={"isp": {"mtu": 1400}}, dpd_s=5.0,
    )  # fmt: skip
    assert found.settings == [
        "packets_per_second=1", "dont_fragment=on", "link.isp.mtu=1400", "dpd_s=5",
    ]  # fmt: skip


def test_a_run_at_its_defaults_names_none():
    assert reading(option="3", slug="x", link={}).settings == []


def test_a_setting_in_words_tells_two_runs_apart():
    assert reading(option="3", title="A day").setting == "“A day” under option 3"
    with_liveness = reading(option="3", title="A day", dpd_s=5.0)
    assert with_liveness.setting == "“A day” under option 3 with dpd_s=5"


def test_evidence_is_a_packet_or_a_row():
    row = Reading(value=1, scenario={}, at_ns=9, event=4, row=("gw", "sad", "k"))
    assert row.evidence["row"] == {"node": "gw", "table": "sad", "key": "k"}
    assert reading().evidence["packet"] == 7
