from mipviz.designs.picture import MIDDLE, STEP, picture

IPSEC = {"role": "ipsec", "sealed": True}
INNER = {"role": "internal-mip", "sealed": False}
LAYERS = {"ipsec": "IPsec", "internal-mip": "internal Mobile IP"}


def hop(sender, receiver, link, octets, *tunnels):
    around = list(tunnels)
    return {"from": sender, "to": [receiver], "link": link, "octets": octets, "tunnels": around}


JOURNEY = {
    "title": "from the server to the laptop",
    "hops": [
        hop("cn", "ha", "a", 100),
        hop("ha", "gw", "b", 120, INNER),
        hop("gw", "mn", "c", 200, INNER, IPSEC),
    ],
}


def test_a_pipe_reaches_from_where_it_is_put_on_to_where_it_is_taken_off():
    drawn = picture(JOURNEY, LAYERS)
    inner = next(pipe for pipe in drawn.pipes if pipe.role == "internal-mip")
    outer = next(pipe for pipe in drawn.pipes if pipe.role == "ipsec")
    ha, gateway, node = (each.x for each in drawn.stations[1:])
    assert ha < inner.x < gateway < outer.x
    assert inner.x + inner.width < node
    assert inner.width > STEP > outer.width


def test_what_is_around_is_higher_and_is_drawn_first():
    drawn = picture(JOURNEY, LAYERS)
    assert [pipe.role for pipe in drawn.pipes] == ["ipsec", "internal-mip"]
    assert drawn.pipes[0].height > drawn.pipes[1].height
    for pipe in drawn.pipes:
        assert pipe.y + pipe.height // 2 == MIDDLE


def test_the_words_say_what_is_around_from_the_outside_and_who_can_read():
    first, _, last = picture(JOURNEY, LAYERS).text
    assert first.endswith("100 octets, with nothing around it; anyone on this link can read it")
    assert last.endswith("200 octets, inside IPsec, then internal Mobile IP; sealed")
