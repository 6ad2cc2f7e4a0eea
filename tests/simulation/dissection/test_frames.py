import json

from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.dissection import KeyRing, dissect, to_json
from simulation.trace import Layer, Sent
from simulation.wire import ipv4
from simulation.wire.registry import HEADERS
from tests.simulation.dissection.test_readers import NESTINGS
from tests.simulation.frames import (
    association,
    flow_packet,
    framed,
    ring,
    sealed_packet,
    udp_packet,
)

SA = association()
FRAMES = [framed(sealed_packet(SA)), *(framed(packet) for packet, _ in NESTINGS.values())]


def assert_covered(dissection):
    """Every octet of every buffer belongs to one layer, and the layers stand in order."""
    for number, buffer in enumerate(dissection.buffers):
        place = 0
        for layer in sorted(
            (each for each in dissection.layers if each.buffer == number),
            key=lambda each: (each.start, each.end),
        ):
            assert layer.start == place
            place = layer.end
        assert place == len(buffer)


@given(st.sampled_from(FRAMES), st.data())
@settings(max_examples=400)
def test_damaged_frames_never_raise_and_lose_no_octet(frame, data):
    changed = bytearray(frame)
    for place in data.draw(st.lists(st.integers(0, len(frame) - 1), max_size=4)):
        changed[place] = data.draw(st.integers(0, 255))
    cut = bytes(changed[: data.draw(st.integers(0, len(changed)))])
    dissection = dissect(cut, ring(SA))
    assert_covered(dissection)
    json.dumps(to_json(dissection))


@given(
    st.binary(max_size=100),
    st.sampled_from(["ethernet", "ipv4", "udp", "esp", "isakmp", "mobile-ip"]),
)
@settings(max_examples=300)
def test_any_octets_never_raise_and_lose_no_octet(octets, first):
    dissection = dissect(octets, ring(SA), first=first)
    assert_covered(dissection)
    json.dumps(to_json(dissection))


def test_a_header_that_is_not_offered_is_data():
    assert dissect(b"?", KeyRing(), first="nothing").layers[0].header.key == "data"


def test_layers_give_back_their_octets():
    dissection = dissect(FRAMES[0], ring(SA))
    for layer in dissection.layers:
        octets = dissection.buffers[layer.buffer][layer.start : layer.end]
        assert layer.header.encode() == octets


def test_every_frame_of_a_run_is_understood(leaving):
    keys = KeyRing.from_trace(leaving)
    for _, event in leaving.of(Sent):
        dissection = dissect(leaving.frames[event.frame], keys)
        assert_covered(dissection)
        assert all(layer.header.key in HEADERS for layer in dissection.layers)
        assert not any(layer.header.key == "malformed" for layer in dissection.layers)
        assert not any(
            "wrong" in layer.note or "no key" in layer.note for layer in dissection.layers
        )


def test_layers_of_the_trace_are_those_that_are_found(leaving):
    """The kernel's stacks and the dissector's reading of the octets agree, head for head."""
    keys = KeyRing.from_trace(leaving)
    for _, event in leaving.of(Sent):
        found = [layer.header.key for layer in dissect(leaving.frames[event.frame], keys).layers]
        place = 0
        for layer in leaving.stack_of(event.packet):
            if layer.header == "isakmp-payloads":
                continue
            assert layer.header in found[place:], (layer, found)
            place = found.index(layer.header, place) + 1


def test_a_lens_sees_what_its_node_holds(leaving):
    keys = KeyRing.from_trace(leaving)
    sealed = next(
        frame
        for frame in leaving.frames
        if "esp-iv" in {layer.header.key for layer in dissect(frame, keys).layers}
    )
    assert "flow" not in {each.header.key for each in dissect(sealed, keys.held_by("x-ha")).layers}
    assert {each.sealed_by for each in dissect(sealed, keys.held_by("mn")).layers} != {""}


def test_json_says_where_each_bit_lies():
    packet = udp_packet(434, bytes.fromhex("0122003c") + bytes(20))
    found = to_json(dissect(framed(packet), KeyRing()))
    assert found["octets"] == found["buffers"][0] == framed(packet).hex()
    request = next(layer for layer in found["layers"] if layer["header"] == "registration-request")
    assert (request["start"], request["end"], request["buffer"]) == (42, 66, 0)
    spans = {span["name"]: span for span in request["spans"]}
    flag = spans["decapsulates"]
    assert (flag["start"], flag["width"], flag["text"], flag["label"]) == (42 * 8 + 10, 1, "1", "D")
    assert spans["lifetime"]["text"] == "60"
    assert request["prose"].startswith("Asks home agent")
    assert spans["home_address"]["meaning"]


def test_json_tells_a_buffer_that_was_opened():
    found = to_json(dissect(FRAMES[0], ring(SA)))
    assert len(found["buffers"]) == 2
    inner = [layer for layer in found["layers"] if layer["buffer"] == 1]
    assert inner[0]["start"] == 0
    assert inner[0]["sealed_by"] == "esp:0xc0de0001"
    assert bytes.fromhex(found["buffers"][1])[20 : 20 + len(flow_packet())] == flow_packet()


def test_a_later_piece_of_a_sealed_packet_says_with_which_key_it_was_sealed():
    piece = framed(ipv4.fragments(sealed_packet(SA), 100)[1])
    shut = (Layer("ipv4", "ipsec", 20, sealed="esp:0x9"), Layer("fragment", "ipsec", 80))
    clear = (shut[0]._replace(sealed=""), shut[1])
    notes = [
        to_json(dissect(piece, ring(SA)), each)["layers"][-1]["note"] for each in (shut, clear)
    ]
    assert notes == ["a piece of what was sealed with esp:0x9", ""]
