"""What filters match in a real run; every expected set is found there by other means."""

import subprocess

import pytest

from simulation.capture import write_pcapng, write_wireshark_directory
from simulation.filters import match, parse
from simulation.filters.matching import ACCOMPANYING
from simulation.trace import Arrived, Dropped, KeyHeld, RowChanged, Sent, StateChanged


@pytest.fixture
def found(index):
    """A function that returns what a filter matches, with some keys or all."""
    return lambda text, keys=None: list(match(index, parse(text), keys).events)


def numbers(trace, kind, accepted=lambda event: True):
    return [number for number, event in trace.of(kind) if accepted(event)]


def test_kinds_and_fields_of_events_match(leaving, found):
    assert found("dropped") == numbers(leaving, Dropped)
    assert found("state changed") == numbers(leaving, StateChanged)
    filtered = numbers(leaving, Dropped, lambda event: event.reason == "filtered")
    assert found("dropped.reason == filtered") == filtered != []
    bindings = numbers(leaving, RowChanged, lambda event: event.table == "bindings")
    assert found("row.table == bindings") == bindings != []
    assert found("dropped or state") == sorted(found("dropped") + found("state"))


def test_a_message_at_a_node_is_what_it_sends_and_what_reaches_it(leaving, found):
    at = found("mip.request and node == x-ha")
    kinds = [leaving.packets[leaving.events[number].packet].message for number in at]
    assert at != []
    assert set(kinds) == {"registration-request"}
    assert all("x-ha" in {leaving.events[n].node, *leaving.events[n].to} for n in at)


def test_what_accompanies_a_packet_is_a_match_only_where_it_is_named(leaving, found):
    assert {leaving.events[number].kind for number in found("mip")} <= {"sent", "dropped"}
    arrived = found("arrived and mip.request")
    assert arrived != []
    assert all(isinstance(leaving.events[number], Arrived) for number in arrived)
    assert {leaving.events[n].kind for n in found("kind in {wrapped, sent}")} == {"wrapped", "sent"}
    assert {"arrived", "wrapped", "delivered"} <= ACCOMPANYING


def test_not_and_the_rest_make_up_everything(leaving, found):
    looked_at = [n for n, event in enumerate(leaving.events) if event.kind not in ACCOMPANYING]
    assert sorted(found("esp") + found("not esp")) == looked_at


def test_unequal_asks_for_values_none_of_which_is_equal(found):
    ports = set(found("sent and udp.port != 434"))
    assert ports == set(found("sent and udp")) - set(found("udp.port == 434")) != set()
    assert not ports & set(found("not udp"))


def test_a_member_of_a_row_matches(leaving, found):
    rows = found("row.new.care_of == 10.2.0.1")
    assert rows != []
    assert all(leaving.events[number].new["care_of"] == "10.2.0.1" for number in rows)


def test_without_its_keys_nothing_inside_a_seal_matches(leaving, found):
    sealed = set(found("esp and mip.request"))
    assert sealed != set()
    assert not sealed & set(found("mip.request", frozenset()))
    assert not sealed & set(found("message == registration-request", frozenset()))
    gateway = frozenset(event.key for _, event in leaving.of(KeyHeld) if event.node == "vpn-gw")
    assert sealed <= set(found("mip.request", gateway))
    assert set(found("esp", frozenset())) == set(found("esp"))


COMPARED = [
    "esp",
    "icmp",
    "mip",
    "not udp",
    "udp.port == 434",
    "udp.port != 434 and ip.ttl > 61",
    "ip.addr == 10.1.0.0/24 and not arp",
    "ip.src == 192.0.2.10 or ip.dst == 192.0.2.10",
    "esp.sequence <= 5",
    "esp.spi in {0x1..0xffffffff}",
    "mip.code == 0",
    "mip.life > 0 and mip.homeaddr == 10.1.0.100",
    "isakmp.exchangetype == 2 and isakmp.flag_e == 0",
    "mip.type in {1, 3} and ip.len < 120",
    "arp.opcode == 1 && arp.dst.proto_ipv4 == 10.0.1.2",
    "icmp.type == 9 and icmp.mip.life > 0",
    "dhcp.option.dhcp == 5",
    "eth.addr == {mac}",
]


@pytest.mark.tshark
def test_tshark_matches_the_same_frames_by_the_same_filters(leaving, found, tshark, tmp_path):
    capture = tmp_path / "run.pcapng"
    with capture.open("wb") as stream:
        write_pcapng(leaving, stream)
    write_wireshark_directory(leaving, tmp_path / "profile")
    order = {number: frame for frame, (number, _) in enumerate(leaving.of(Sent), 1)}
    mac = next(n for n in leaving.head["nodes"] if n["name"] == "mn")["interfaces"][0]["mac"]
    for text in COMPARED:
        wanted = text.replace("{mac}", mac)
        told = subprocess.run(
            [tshark, "-r", capture, "-Y", wanted, "-T", "fields", "-e", "frame.number"],
            env={"WIRESHARK_CONFIG_DIR": str(tmp_path / "profile"), "HOME": str(tmp_path)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        theirs = [int(line) for line in told.stdout.split()]
        ours = [order[number] for number in found(wanted) if number in order]
        assert ours == theirs, wanted
        assert ours, f"{wanted}: a filter that matches nothing compares nothing"
