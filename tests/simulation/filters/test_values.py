import pytest

from simulation.filters import FilterError, parse
from simulation.wire.address import Address, AddressList, Mac


def accepts(text, value):
    """Return whether the one test of the filter *text* accepts *value*."""
    test = parse(text)
    return test.accepted(value) is not test.differs


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("udp.port == 434", 434, 435),
        ("udp.port == 0x1b2", 434, 435),
        ("octets > 200octets", 201, 200),
        ("mip.life == 1800s", 1800, 1801),
        ("mip.life <= 30min", 1800, 1801),
        ("mip.code == accepted", 0, 1),
        ("mip.code != accepted", 128, 0),
        ("time == 12.5", 12_500_000_000, 12_500_000_001),
        ("time < 350ms", 349_999_999, 350_000_000),
        ("time in {10s..12s}", 12_000_000_000, 12_000_000_001),
        ("ip.src == 10.1.0.0/16", Address.parse("10.1.2.3"), Address.parse("10.2.0.1")),
        ("ip.src > 10.1.0.0", Address.parse("10.1.0.1"), Address.parse("10.1.0.0")),
        ("eth.src == 02:00:9b:0c:ca:a2", Mac.fromhex("02009b0ccaa2"), Mac.fromhex("02009b0ccaa3")),
        ("esp.icv contains 0xbeef", bytes.fromhex("00beef00"), bytes.fromhex("00be00ef")),
        ("node == MN", "mn", "mn2"),
        ("purpose contains request", "Registration Request for", "Registration Reply"),
        ("link in {home, office}", "office", "core"),
        ("tcp.rst == false", False, True),
        ("row.new.lifetime_s >= 1800", 1800, 60),
    ],
)
def test_a_value_is_read_by_the_sort_of_its_term(text, yes, no):
    assert accepts(text, yes)
    assert not accepts(text, no)


def test_a_list_of_addresses_matches_by_any_of_them():
    care_of = AddressList.of([Address.parse("10.2.0.1"), Address.parse("192.0.2.1")])
    assert accepts("icmp.mip.coa == 192.0.2.1", care_of)
    assert not accepts("icmp.mip.coa == 192.0.2.2", care_of)


def test_a_fraction_of_a_second_is_exact():
    assert parse("time == 0.350192001s").accepted(350_192_001)


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("time < 5x", 7, "a time such as 12.5s, 350ms or 12.5"),
        ("octets == 5s", 10, "a number such as 434 or 0x1b2"),
        ("ip.src == 10.1", 10, "an address such as 10.1.0.100, or a prefix such as 10.1.0.0/16"),
        ("tcp.rst == maybe", 11, "true or false"),
        ("node > mn", 5, "==, !=, in or contains"),
        ("tcp.rst < 1", 8, "==, != or in"),
        ("udp.port contains 4", 9, "==, != or in"),
        ("esp == 1", 7, "no value"),
        ("esp.icv == xyz", 11, "octets in hexadecimal such as 0x1122 or 11:22"),
    ],
)
def test_a_value_that_does_not_fit_its_term_is_pointed_at(text, position, expected):
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert (caught.value.position, caught.value.expected) == (position, expected)


def test_a_wrong_code_leads_to_the_names_of_codes():
    with pytest.raises(FilterError, match=r"or the name of a code: accepted \(0\)"):
        parse("mip.code == accepte")
