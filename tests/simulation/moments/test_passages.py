from simulation.moments.passages import FAMILIES
from simulation.trace import MESSAGES


def test_data_arrive_at_their_application_unless_a_place_is_named(event):
    assert event("first data from cn").kind == "delivered"
    passing = event("first data from cn on cellular after vpn is up")
    assert (passing.kind, passing.link) == ("sent", "cellular")
    assert event("first data from cn at vpn-gw").node == "vpn-gw"


def test_a_message_is_counted_once_however_often_it_is_handed_on(moving):
    trace, moments = moving
    packets = [trace.events[moments.find(f"{n}th ike message")].packet for n in range(1, 10)]
    assert len(set(packets)) == 9
    assert all(trace.packets[each].message.startswith("ike-") for each in packets)


def test_lost_data_are_drops_of_data_that_never_came(moving, event):
    trace, _ = moving
    lost = event("last lost data from cn")
    assert lost.kind == "dropped"
    assert any(each.flow == "cn > mn" for each in trace.packets[: lost.packet + 1])


def test_a_drop_names_who_made_the_packet(event):
    assert event("first drop from mn at outer-fw").reason == "filtered"


def test_every_family_has_messages():
    for prefixes in FAMILIES.values():
        assert all(any(each.startswith(prefix) for each in MESSAGES) for prefix in prefixes)
