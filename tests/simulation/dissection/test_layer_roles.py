import pytest

from simulation.dissection.layer_roles import layer_roles
from simulation.trace import ROLES, Layer
from simulation.wire.registry import HEADERS

DATA = ["ipv4", "udp", "flow", "data"]


def stack(*layers):
    return tuple(Layer(header, role, 0) for header, role in layers)


def test_the_trace_gives_each_of_its_layers_its_role():
    told = stack(
        ("ipv4", "external-mip"), ("ipv4", "ipsec"), ("esp", "ipsec"), ("ipv4", "internal-mip"),
        ("ipv4", "data"), ("udp", "data"), ("flow", "data"),
    )  # fmt: skip
    found = ["ethernet", "ipv4", "ipv4", "esp", "esp-iv", "sealed", "esp-icv", "ipv4", *DATA]
    assert layer_roles([*found, "esp-padding", "esp-trailer"], told) == [
        "access", "external-mip", "ipsec", "ipsec", "ipsec", "ipsec", "ipsec", "internal-mip",
        "data", "data", "data", "data", "ipsec", "ipsec",
    ]  # fmt: skip


def test_what_belongs_to_a_message_shares_its_role():
    told = stack(("ipv4", "access"), ("udp", "access"), ("bootp", "access"))
    found = ["ethernet", "ipv4", "udp", "bootp", "dhcp-message-type", "dhcp-end"]
    assert layer_roles(found, told) == ["access"] * 6


def test_what_an_error_quotes_shares_the_role_of_the_error():
    told = stack(("ipv4", "access"), ("icmp-unreachable", "access"))
    found = ["ethernet", "ipv4", "icmp-unreachable", "ipv4", "udp"]
    assert layer_roles(found, told) == ["access"] * 5
    assert layer_roles(found, ()) == ["access"] * 5


@pytest.mark.parametrize(
    ("found", "roles"),
    [
        (["ethernet", *DATA], ["access"] + ["data"] * 4),
        (["ipv4", "ipv4", "esp", "sealed"], ["external-mip", "ipsec", "ipsec", "ipsec"]),
        (["ipv4", *DATA], ["internal-mip"] + ["data"] * 4),
        (["ipv4", "udp", "registration-request", "mip-nai"], ["signalling"] * 4),
        (["ipv4", "udp", "isakmp", "ikev1-hash"], ["signalling"] * 4),
        (["ipv4", "udp", "mip-tunnel-data", *DATA], ["nat-traversal"] * 3 + ["data"] * 4),
        (["ipv4", "udp", "nat-keepalive"], ["nat-traversal"] * 3),
        (["ipv4", "icmp-router-advertisement"], ["access"] * 2),
        (["ipv4", "tcp", "tcp-mss", "data"], ["data"] * 4),
        (["ipv4"], ["data"]),
        ([], []),
    ],
)
def test_without_a_trace_a_layer_has_the_role_that_it_usually_plays(found, roles):
    assert layer_roles(found, ()) == roles


def test_every_header_has_a_role_that_has_a_name():
    for key in HEADERS:
        assert layer_roles([key], ())[0] in ROLES
