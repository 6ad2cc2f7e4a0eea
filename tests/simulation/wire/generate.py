"""Strategies that make headers from their own tables."""

from hypothesis import strategies as st

from simulation.wire.address import Address, AddressList, Mac
from simulation.wire.fields import Bits, Header

addresses = st.integers(0, 0xFFFFFFFF).map(Address)
macs = st.binary(min_size=6, max_size=6).map(Mac)
ports = st.integers(0, 0xFFFF)


@st.composite
def headers(draw, header_class: type[Header], **fixed):
    """Return a header of *header_class* whose counting fields are true."""
    values = {}
    for row in header_class.table:
        field = row.field
        if field.when is not None and not values[field.when]:
            values[row.name] = None
        elif row.name in fixed:
            values[row.name] = fixed[row.name]
        elif isinstance(field, Bits):
            values[row.name] = row.kind(draw(st.integers(0, (1 << field.width) - 1)))
        else:
            values[row.name] = row.kind(draw(_octets(row.kind, field, values)))
    return header_class(**values)


@st.composite
def _octets(draw, kind, field, values):
    if isinstance(field.length, int):
        return draw(st.binary(min_size=field.length, max_size=field.length))
    step = 4 if kind is AddressList else field.unit
    octets = b"".join(draw(st.lists(st.binary(min_size=step, max_size=step), max_size=8)))
    if isinstance(field.length, str):
        values[field.length] = (len(octets) + field.less) // field.unit
    return octets
