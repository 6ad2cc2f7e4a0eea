from mipviz.http.limits import FRAME_LIMIT_OCTETS, SCENARIO_LIMIT_OCTETS


def test_the_longest_scenario_fits_into_one_frame_with_room_for_its_envelope():
    assert SCENARIO_LIMIT_OCTETS + 1024 < FRAME_LIMIT_OCTETS
