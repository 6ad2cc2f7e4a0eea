from dataclasses import FrozenInstanceError, dataclass
from typing import Annotated, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire.address import Address
from simulation.wire.fields import Bits, Header, Octets


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample(Header):
    key: ClassVar[str] = "sample"
    title: ClassVar[str] = "Sample"
    spec: ClassVar[str] = "none"

    version: Annotated[int, Bits(3, "Version", "three bits")]
    wide: Annotated[int, Bits(12, "Wide", "crosses an octet's border", base=16)]
    flagged: Annotated[bool, Bits(1, "F", "an address follows")]
    code: Annotated[int, Bits(8, "Code", "a code", {7: "seven"})]
    words: Annotated[int, Bits(8, "Words", "words of four octets, and one")]
    where: Annotated[Address | None, Bits(32, "Where", "an address", when="flagged")] = None
    body: Annotated[bytes, Octets("Body", "counted", length="words", unit=4, less=4)] = b""
    rest: Annotated[bytes, Octets("Rest", "what is left", text=True)] = b""


def sample(**changes):
    values = {"version": 5, "wide": 0xABC, "flagged": False, "code": 7, "words": 1}
    return Sample(**(values | changes))


def test_bits_lie_where_the_table_says():
    assert sample().encode().hex() == f"{5 << 13 | 0xABC << 1:04x}0701"


def test_a_field_under_a_condition_is_there_only_with_its_flag():
    header = sample(flagged=True, where=Address.parse("10.1.0.1"))
    assert header.encode().hex() == f"{5 << 13 | 0xABC << 1 | 1:04x}07010a010001"
    assert Sample.decode(header.encode())[0] == header


def test_counted_octets_are_counted_in_their_unit():
    octets = sample(words=3).encode() + bytes(range(8)) + b"xy"
    header, end = Sample.decode(octets)
    assert (header.body, header.rest, end) == (bytes(range(8)), b"xy", len(octets))


def test_decoding_starts_where_it_is_told():
    octets = b"???" + sample().encode()
    assert Sample.decode(octets, 3) == (sample(), len(octets))


@pytest.mark.parametrize(
    ("change", "named"),
    [({"version": 8}, "Version 8 exceeds 3 bits"), ({"code": 256}, "Code 256 exceeds 8 bits"),
     ({"wide": -1}, "Wide -1"), ({"flagged": True}, "does not fit")],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_named(change, named):
    with pytest.raises(WireError, match=named):
        sample(**change).encode()


@pytest.mark.parametrize("octets", [b"", b"\0\0\0", b"\0\1\0\1\x0a", b"\0\0\0\2abc", b"\0\0\0\0"])
def test_octets_that_end_too_soon_are_refused(octets):
    with pytest.raises(WireError):
        Sample.decode(octets)


def test_spans_cover_every_bit_once_and_read_as_people_write():
    header = sample(flagged=True, where=Address.parse("10.1.0.1"), rest=b"hi")
    spans = list(header.spans())
    assert [span.start for span in spans] == [0, 3, 15, 16, 24, 32, 64, 64]
    assert spans[-1].start + spans[-1].width == len(header.encode()) * 8
    assert [span.text for span in spans] == [
        "5", "0xabc", "1", "7 (seven)", "1", "10.1.0.1", "", "hi",
    ]  # fmt: skip


def test_the_table_travels_as_plain_data():
    described = Sample.describe()
    assert described["key"] == "sample"
    assert described["fields"][3] == {
        "name": "code", "label": "Code", "meaning": "a code", "bits": 8, "values": {"7": "seven"},
    }  # fmt: skip


def test_a_table_that_leaves_an_octet_open_fails_when_it_is_made():
    with pytest.raises(TypeError, match="does not end on an octet"):

        @dataclass(frozen=True, slots=True, kw_only=True)
        class Crooked(Header):
            key: ClassVar[str] = "crooked"
            title: ClassVar[str] = "Crooked"
            spec: ClassVar[str] = ""
            three: Annotated[int, Bits(3, "Three", "ends nowhere")]


def test_a_code_is_named_where_its_table_names_it():
    assert sample().named("code") == "seven"
    assert sample(code=9).named("code") == "9"
    assert sample().named("wide") == "2748"


def test_a_field_may_have_any_name():
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Named(Header):
        key: ClassVar[str] = "named"
        title: ClassVar[str] = "Named"
        spec: ClassVar[str] = ""
        start: Annotated[int, Bits(8, "Start", "collides with a parameter")]
        end: Annotated[int, Bits(8, "End", "octets of what follows")]
        octets: Annotated[bytes, Octets("Octets", "counted", length="end")]
        out: Annotated[bytes, Octets("Out", "the rest")]

    assert Named.decode(b"?\x07\x01ab", 1) == (Named(start=7, end=1, octets=b"a", out=b"b"), 5)


def test_a_header_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        sample().version = 1


@given(st.binary(max_size=40))
def test_any_octets_decode_and_encode_back_or_are_refused(octets):
    try:
        header, end = Sample.decode(octets)
    except WireError:
        return
    assert header.encode() == octets[:end]
