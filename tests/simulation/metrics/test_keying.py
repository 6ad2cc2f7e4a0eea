"""What rekeying costs, told by the messages and keys of whole runs."""

from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import measure


def figures(option, preset="rekey", **settings):
    document = PRESETS[preset].document(option) | settings
    found = measure(simulate(read_scenario(document)))
    return {key: cell["value"] for key, cell in found["signalling"][0].items() if "value" in cell}


def test_what_is_replaced_is_counted_again():
    """Four pairs and one association take the place of others within 130 s."""
    found = figures("6")
    assert found["esp_associations"] == 2 * 5
    assert found["ike_associations"] == 2


def test_every_rekeying_costs_messages():
    lasting = figures("6", esp_lifetime_s=28_800, ike_lifetime_s=86_400)
    short = figures("6")
    # A request, its answer, DELETE and its answer, for each of five.
    assert short["ike_messages"] - lasting["ike_messages"] == 5 * 4
    assert short["ike_exchanges"] - lasting["ike_exchanges"] == 5 * 2
    assert lasting["esp_associations"] == 2


def test_a_wireguard_session_is_replaced_after_two_minutes():
    assert figures("wg")["wireguard_sessions"] == 2
    assert figures("wg", "leave-colocated")["wireguard_sessions"] == 1


def test_a_move_and_what_follows_are_a_part_of_the_run():
    document = PRESETS["rekey"].document("6")
    found = measure(simulate(read_scenario(document)))
    whole, move = found["signalling"][0], found["handovers"][0]
    for key in ("signalling_messages", "signalling_octets", "ike_messages", "access_messages"):
        assert 0 < move[key]["value"] < whole[key]["value"]
