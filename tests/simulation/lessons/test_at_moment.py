from simulation.lessons.queries import answer


def value(asked, scene):
    return answer(asked, scene).value


def test_a_packet_is_its_payload_its_headers_and_what_tunnels_put_around(outside):
    users_headers = 20 + 8
    whole = value("octets", outside)
    assert whole == value("payload", outside) + users_headers + value("overhead", outside)
    assert value("tunnels", outside) == 3


def test_what_can_be_read_ends_at_the_seal_and_the_keys_are_at_both_ends(outside):
    readable = value("readable", outside)
    assert readable.endswith("ESP")
    assert "external Mobile IP" in readable
    assert "internal Mobile IP" not in readable
    assert 0 < value("hidden", outside) < value("octets", outside)
    assert value("holders", outside) == "the mobile node and the VPN gateway"


def test_a_packet_in_clear_has_no_holders_and_hides_nothing(scene):
    inside = scene("first data from cn on office")
    assert value("hidden", inside) == 0
    assert "Application data" in value("layers", inside)


def test_delay_and_hops_are_of_the_packet_at_hand(scene):
    delivered = scene("first data from cn to mn")
    assert answer("delay", delivered).unit == "ms"
    assert value("hops", delivered) == 5


def test_a_drop_has_a_place_and_a_reason(scene):
    lost = scene("first lost data because no-station")
    assert value("node", lost) == "the internal foreign agent"
    plain = "whoever was meant is no longer in the office network: no such station on the link"
    assert value("reason", lost) == plain
    assert value("time", lost).endswith(" s")
