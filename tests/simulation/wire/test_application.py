import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import WireError
from simulation.wire import application


def test_known_octets():
    made = application.payload(direction=1, flow=2, number=3, sent_ns=4, octets=20)
    assert made.hex() == b"mpvz".hex() + "01020000000300000000000000040000"


@given(
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**64 - 1),
    st.integers(0, 200),
)
def test_header_is_read_as_it_was_written(direction, flow, number, sent_ns, octets):
    made = application.payload(
        direction=direction, flow=flow, number=number, sent_ns=sent_ns, octets=octets
    )
    assert len(made) == max(octets, application.MINIMUM_OCTETS)
    read = application.parse(made)
    assert (read.direction, read.flow, read.number, read.sent_ns) == (
        direction,
        flow,
        number,
        sent_ns,
    )
    assert made.startswith(read.encode())


@pytest.mark.parametrize("octets", [b"", b"mpv", b"mpvz", b"mpvz" + bytes(13), bytes(40)])
def test_what_is_no_flow_is_refused(octets):
    with pytest.raises(WireError):
        application.parse(octets)


def test_a_value_that_does_not_fit_is_refused():
    with pytest.raises(WireError):
        application.payload(direction=0, flow=0, number=1 << 32, sent_ns=0, octets=18)
