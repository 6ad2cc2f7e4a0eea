import pytest

from simulation.errors import ScenarioError
from simulation.lessons.lesson import Wanted


def test_a_run_is_wanted_by_preset_option_and_settings():
    wanted = Wanted(option="1.2", scenario="big-packets", settings={"payload_octets": "900"})
    document = wanted.document()
    assert document["option"] == "1.2"
    assert document["tcp_segment_octets"] == 1460, "the preset's own"
    assert document["payload_octets"] == 900


def test_settings_that_cannot_be_are_refused():
    with pytest.raises(ScenarioError):
        Wanted(option="1.2", scenario="big-packets", settings={"payload_octets": "-1"}).document()
