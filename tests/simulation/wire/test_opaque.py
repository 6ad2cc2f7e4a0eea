import pytest

from simulation.wire import opaque


@pytest.mark.parametrize(
    "kind", [opaque.Data, opaque.FragmentData, opaque.SealedData, opaque.MalformedData]
)
def test_octets_stay_as_they_are(kind):
    header, end = kind.decode(b"octets", 2)
    assert (header.octets, end, header.encode()) == (b"tets", 6, b"tets")
