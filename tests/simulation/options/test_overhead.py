"""Octets that each option adds to an 84-octet user packet, worked out by hand beforehand.

The figures come from the lengths of headers in the RFCs alone: IPv4 20, UDP 8, MIP tunnel data 4,
minimal encapsulation 12, GRE 24, and ESP by suite: head, padding to the block, trailer and ICV.
"""

from functools import cache

import pytest

from simulation import PRESETS, read_scenario, simulate, with_settings
from simulation.metrics import overhead
from simulation.metrics.facts import Facts
from simulation.time import SECOND
from simulation.trace import Delivered, Sent

USER_PACKET = 84
IP, UDP, MIP_DATA = 20, 8, 4
SUITES = {"3des-sha1": (16, 8, 12), "aes-cbc-sha1": (24, 16, 12), "aes-gcm": (16, 4, 16)}
"""Octets before the payload, block, ICV."""


def esp(suite, payload):
    """Return the octets that ESP puts around *payload* octets, without any IP header."""
    head, block, icv = SUITES[suite]
    return head + -(payload + 2) % block + 2 + icv


@cache
def seen(option, preset, link, flow, start, end, **settings):
    """Return the overheads of one flow on one link, between two moments in seconds."""
    document = PRESETS[preset].document(option)
    settings = {"payload_octets": "56", "packets_per_second": "5", **settings}
    trace = simulate(read_scenario(with_settings(document, settings)))
    return {
        len(trace.frames[event.frame]) - 14 - USER_PACKET
        for _, event in trace.of(Sent)
        if event.link == link
        and trace.packets[event.packet].flow == flow
        and start * SECOND < event.at_ns < end * SECOND
    }


OUTSIDE = ("leave-colocated", "cellular", 20, 40)
HOTEL = ("behind-nat", "hotel", 30, 60)


def layered(outside, inside):
    """Return the overhead by suite of *outside* octets around ESP around *inside* octets."""
    return {suite: outside + esp(suite, USER_PACKET + inside) + inside for suite in SUITES}


CASES = {
    # name: option, where, flow, settings, overhead by suite
    "B baseline": ("0", OUTSIDE, "cn > mn", layered(IP, IP)),
    "1.1 cvc": ("1.1", OUTSIDE, "cn > mn", layered(IP + IP, IP)),
    "1.1 cvc up": ("1.1", OUTSIDE, "mn > cn", layered(IP + IP, IP)),
    "1.1 behind a NAT": ("1.1", HOTEL, "cn > mn", layered(IP + UDP + MIP_DATA + IP, IP)),
    "1.2": ("1.2", OUTSIDE, "cn > mn", layered(IP + IP, 0)),
    "1.2 behind a NAT": ("1.2", HOTEL, "mn > cn", layered(IP + UDP + MIP_DATA + IP, 0)),
    "1.3 down": ("1.3", OUTSIDE, "cn > mn", layered(IP + IP, IP)),
    "1.3 up": ("1.3", OUTSIDE, "mn > cn", layered(IP, IP)),
    "2": ("2", OUTSIDE, "cn > mn", layered(IP + IP, 0)),
    "2 behind a NAT": ("2", HOTEL, "cn > mn", layered(IP + UDP + MIP_DATA + IP, 0)),
    "3": ("3", OUTSIDE, "cn > mn", layered(IP + UDP, IP)),
    "3 behind a NAT": ("3", HOTEL, "cn > mn", layered(IP + UDP, IP)),
    "4 own address": ("4", OUTSIDE, "cn > mn", layered(IP, 0)),
    "6": ("6", OUTSIDE, "cn > mn", layered(IP, IP)),
    "6 behind a NAT": ("6", HOTEL, "cn > mn", layered(IP + UDP, IP)),
    "7": ("7", ("leave-foreign-agent", "hotspot", 20, 40), "cn > mn", layered(IP, IP)),
}


@pytest.mark.parametrize("name", CASES)
def test_overhead_outside_is_what_the_headers_make(name):
    option, (preset, link, start, end), flow, expected = CASES[name]
    suite = "aes-cbc-sha1"
    assert seen(option, preset, link, flow, start, end, suite=suite) == {expected[suite]}


@pytest.mark.full
@pytest.mark.parametrize("suite", ["3des-sha1", "aes-gcm"])
@pytest.mark.parametrize("name", CASES)
def test_overhead_under_the_other_suites(name, suite):
    option, (preset, link, start, end), flow, expected = CASES[name]
    assert seen(option, preset, link, flow, start, end, suite=suite) == {expected[suite]}


def test_transport_mode_keeps_the_header_and_adds_esp_alone():
    """Option 5: the user packet's own IP header stands in front of ESP."""
    (overhead,) = seen("5", *_place(OUTSIDE, "cn > mn"), suite="aes-cbc-sha1")
    assert overhead == esp("aes-cbc-sha1", USER_PACKET - IP)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"care_of": "colocated"}, {20}),
        ({"care_of": "colocated", "encapsulation": "gre"}, {24}),
        ({"care_of": "colocated", "encapsulation": "minimal"}, {12}),
        ({"care_of": "foreign-agent"}, {0, 20}),
    ],
)
def test_inside_mobile_ip_alone_adds_its_tunnel(settings, expected):
    """Over a foreign agent both legs cross the office's link: with the tunnel and without."""
    place = ("power-up-inside", "office", "cn > mn", 5, 20)
    assert seen("1.1", *place, **settings) == expected


def test_through_a_foreign_agent_the_last_hop_is_an_outer_header_less():
    suite = "aes-cbc-sha1"
    inner = layered(IP, IP)[suite]
    place = ("leave-foreign-agent", "hotspot", "cn > mn", 20, 40)
    assert seen("1.1", *place, suite=suite) == {inner, inner + IP}


def _place(where, flow):
    preset, link, start, end = where
    return preset, link, flow, start, end


@pytest.mark.parametrize(
    ("stack", "figures"),
    [
        (layered(IP, 0), (52, 68, 56)),
        (layered(IP + IP, IP), (96, 104, 96)),
        (layered(IP, IP), (76, 84, 76)),
        (layered(IP + UDP + MIP_DATA + IP, IP), (108, 116, 108)),
        (layered(IP + IP, 0), (72, 88, 76)),
        (layered(IP + UDP + MIP_DATA + IP, 0), (84, 100, 88)),
        (layered(IP + UDP, IP), (84, 92, 84)),
    ],
)
def test_the_formula_gives_the_figures_that_were_published(stack, figures):
    """RFC 5265 section 5.2 has the same totals for a block of 64 bits, at their worst."""
    assert tuple(stack.values()) == figures


IP_IP, MINIMAL, GRE = 20, 12, 24


@pytest.mark.parametrize(
    ("encapsulation", "whole", "cut"),
    [
        ("ip-ip", IP_IP, IP + 2 * IP_IP),
        ("minimal", MINIMAL, IP + 2 * IP_IP),
        ("gre", GRE, IP + 2 * GRE),
    ],
)
def test_what_big_packets_cost_between_gateway_and_home_agent(encapsulation, whole, cut):
    """Outside the node cuts each in two, with an IP header more; pieces cannot be minimal.

    RFC 2004 section 3.1; what fits goes whole, and costs what the encapsulation says.
    """
    document = with_settings(
        PRESETS["big-packets"].document("1.1"),
        {"encapsulation": encapsulation, "packets_per_second": 5, "suite": "aes-cbc-sha1"},
    )
    trace = simulate(read_scenario(document))
    found = {
        row[key]["value"]
        for row in overhead.measure(Facts(trace))
        for key in ("overhead_min_octets", "overhead_max_octets")
        if (row["link"], row["from"], row["direction"]) == ("home", "core-router", "mn > cn")
    }
    assert found == {whole, cut}
    came = [event.at_ns for _, event in trace.of(Delivered) if event.flow == "mn > cn"]
    assert len(came) > 0.8 * (document["duration_ns"] - came[0]) / SECOND * 5
