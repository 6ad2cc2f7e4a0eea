from mipviz.comparisons.anatomy import WIDTH, packets
from mipviz.comparisons.service import Answer


def layer(header, role, head, tail=0, *, sealed=False):
    return {
        "header": header,
        "role": role,
        "head_octets": head,
        "tail_octets": tail,
        "sealed": sealed,
    }


PLAIN = [layer("ipv4", "data", 20), layer("udp", "data", 8), layer("flow", "data", 160)]
SEALED = [layer("ipv4", "ipsec", 20), layer("esp", "ipsec", 24, 28, sealed=True), *PLAIN]


def answer(option, *rows):
    overhead = [
        {
            "link": link,
            "from": sender,
            "to": receiver,
            "stack": stack,
            "overhead_max_octets": {"value": octets},
            "overhead_nat_octets": {"value": 8 if octets == 72 else 0},
            "at_mobile_node": "mn" in (sender, receiver),
        }
        for link, sender, receiver, stack, octets in rows
    ]
    document = {"option": option, "start": {"mn": "cellular"}}
    return Answer(document, {"metrics": {"overhead": overhead}})


def test_the_fattest_packet_on_the_nodes_own_link_is_drawn():
    made = packets(
        [
            answer(
                "1.1",
                ("cellular", "mn", "internet", PLAIN, 0),
                ("hotspot", "internet", "mn", SEALED, 72),
                ("core", "vpn-gw", "i-ha", SEALED, 99),
            )
        ]
    )
    [packet] = made
    assert (packet.option, packet.where) == ("1.1", "hotspot: internet to mn")
    assert (packet.octets, packet.overhead, packet.for_nats) == (260, 72, 8)


def test_boxes_follow_the_octets_and_trailers_come_last():
    [packet] = packets([answer("0", ("cellular", "mn", "internet", SEALED, 72))])
    assert packet.text == "ipv4 20, esp 24, ipv4 20, udp 8, flow 160, esp trailer 28"
    assert packet.boxes[0].x == 0
    for box, following in zip(packet.boxes, packet.boxes[1:], strict=False):
        assert abs(box.right - following.x) < 0.02
    assert abs(packet.boxes[-1].right - WIDTH) < 0.02
    assert [box.sealed for box in packet.boxes] == [False, False, True, True, True, True]


def test_every_packet_is_drawn_to_the_scale_of_the_longest():
    short, long = packets(
        [
            answer("0", ("cellular", "mn", "internet", PLAIN, 0)),
            answer("1.1", ("cellular", "mn", "internet", SEALED, 72)),
        ]
    )
    assert abs(long.boxes[-1].right - WIDTH) < 0.02
    assert abs(short.boxes[-1].right - WIDTH * 188 / 260) < 0.02


def test_an_option_without_data_at_the_node_has_no_drawing():
    assert packets([answer("5", ("core", "a", "b", PLAIN, 0)), Answer({"option": "6"}, None)]) == []
