"""DSCP and ECN at the ends of tunnels, by the tables of RFC 2983 and RFC 6040."""

import pytest

from simulation.kernel.traffic_class import CE, ECT_0, ECT_1, NOT_ECT, TunnelClass, combined

EF = 46 << 2

# RFC 6040 figure 4: a row for each arriving inner field, columns Not-ECT, ECT(0), ECT(1), CE.
FIGURE_4 = {
    NOT_ECT: (NOT_ECT, NOT_ECT, NOT_ECT, None),
    ECT_0: (ECT_0, ECT_0, ECT_1, CE),
    ECT_1: (ECT_1, ECT_1, ECT_1, CE),
    CE: (CE, CE, CE, CE),
}
# RFC 6040 figure 3: the outer field that a packet enters with, by mode.
FIGURE_3 = {
    "normal": {each: each for each in range(4)},
    "compatibility": dict.fromkeys(range(4), NOT_ECT),
}


@pytest.mark.parametrize("inner", FIGURE_4)
def test_what_leaves_is_what_figure_4_says(inner):
    outer = (NOT_ECT, ECT_0, ECT_1, CE)
    assert tuple(combined(inner, each) for each in outer) == FIGURE_4[inner]


@pytest.mark.parametrize("mode", FIGURE_3)
def test_what_enters_is_what_figure_3_says(mode):
    found = {each: TunnelClass(ecn=mode).ingress(each) & 3 for each in range(4)}
    assert found == FIGURE_3[mode]


def test_a_legacy_tunnel_copies_the_field_and_loses_the_mark():
    tunnel = TunnelClass(ecn="legacy")
    assert tunnel.ingress(ECT_0) == ECT_0
    assert tunnel.egress(ECT_0, CE) == ECT_0
    assert tunnel.egress(NOT_ECT, CE) == NOT_ECT


def test_a_uniform_tunnel_has_one_dscp_and_a_pipe_has_two():
    """RFC 2983 section 3."""
    uniform, pipe = TunnelClass("uniform"), TunnelClass("pipe")
    assert uniform.ingress(EF | ECT_0) == EF | ECT_0
    assert uniform.egress(EF, 0) == 0
    assert pipe.ingress(EF | ECT_0) == ECT_0
    assert pipe.egress(EF, 0) == EF


def test_ipsec_never_takes_the_outer_dscp():
    """RFC 4301 section 5.1.2.1: the inner one does not change at the decapsulator."""
    assert TunnelClass().egress(EF | ECT_0, CE, keeps_dscp=True) == EF | CE
