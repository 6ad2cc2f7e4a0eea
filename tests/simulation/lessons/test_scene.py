from simulation.trace import Delivered


def test_delivered_data_are_looked_at_as_they_came_with_all_that_was_around_them(scene, run):
    delivered = scene("first data from cn to mn after vpn is up")
    event = delivered.event
    assert isinstance(event, Delivered)
    packets = run.trace.packets
    assert packets[delivered.packet].octets > packets[event.packet].octets


def test_an_event_without_a_packet_is_about_the_one_that_caused_it(scene):
    up = scene("vpn is up")
    assert up.packet == up.event.cause
