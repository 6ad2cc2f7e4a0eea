"""The mobile node as a whole: what it sends, in which order, and what it never sends in clear."""

from functools import cache

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import OPTIONS, PRESETS, read_scenario, simulate, simulate_in_steps, with_settings
from simulation.kernel.recorder import Recorder
from simulation.time import SECOND
from simulation.trace import Delivered, Dropped, KeyHeld, Noted, Sent, StateChanged, Trace
from simulation.wire import ipv4, mobile_ip, udp
from simulation.wire.address import Address
from simulation.world.timeline import schedule
from simulation.world.world import World

INSIDE_LINKS = {"home", "office"}


@cache
def run(option, preset, **settings):
    document = with_settings(
        PRESETS[preset].document(option), {"packets_per_second": "10", **settings}
    )
    return simulate(read_scenario(document))


def sent(trace, containing, node="mn"):
    return [
        (event.at_ns / SECOND, event.link, purpose)
        for _, event in trace.of(Sent)
        if event.node == node and containing in (purpose := trace.packets[event.packet].purpose)
    ]


def places(trace):
    return [
        event.new
        for _, event in trace.of(StateChanged)
        if (event.node, event.machine) == ("mn", "detection")
    ]


ENDS_ITS_OWN_PROTECTION = [each for each in OPTIONS if each != "4"]
"""Under option 4 a foreign agent may be all the protection there is."""


def sent_in_clear(trace):
    """Return user data that the node put on a link outside without a seal."""
    return [
        (event.at_ns, event.link)
        for _, event in trace.of(Sent)
        if event.node == "mn"
        and trace.packets[event.packet].flow
        and event.link not in INSIDE_LINKS
        and not any(layer.sealed for layer in trace.stack_of(event.packet))
    ]


@pytest.mark.parametrize("option", ENDS_ITS_OWN_PROTECTION)
def test_user_data_never_leaves_in_clear_outside(option):
    trace = run(option, "leave-foreign-agent", packets_per_second="5", duration_ns="25000000000")
    assert sent_in_clear(trace) == []


@pytest.mark.parametrize("option", ["1.1", "2", "wg"])
def test_user_data_do_not_leave_outside_by_the_tunnel_of_a_link_that_was_inside(option):
    trace = run(option, "return-inside", packets_per_second="5", care_of="colocated")
    assert sent_in_clear(trace) == []
    assert arrivals(trace, 50) == {"mn > cn": 50, "cn > mn": 50}


@pytest.mark.full
@pytest.mark.parametrize("option", ENDS_ITS_OWN_PROTECTION)
@pytest.mark.parametrize(
    "preset", ["handover-outside", "behind-nat", "return-inside", "grand-tour"]
)
def test_user_data_never_leaves_in_clear_anywhere(option, preset):
    assert sent_in_clear(run(option, preset)) == []


@pytest.mark.parametrize("option", ["1.1", "1.2"])
def test_both_home_agents_are_asked_at_once(option):
    """RFC 5265 section 3.2.1."""
    trace = run(option, "leave-colocated")
    first = [
        (when, purpose.split(" to ")[1].split(",")[0])
        for when, _, purpose in sent(trace, "Registration Request")
        if when > 10
    ][:2]
    assert {to for _, to in first} == {"10.1.0.1", "192.0.2.20"}
    assert first[1][0] - first[0][0] < 0.01


def test_inside_and_outside_are_told_apart_on_every_link():
    assert places(run("1.1", "return-inside")) == [
        "detecting",
        "outside",
        "no link",
        "detecting",
        "inside",
        "no link",
        "detecting",
        "outside",
    ]


def test_the_external_binding_is_given_back_once_inside():
    """RFC 5265 section 3.2.3 says SHOULD; the inner firewall lets no answer come."""
    trace = run("1.1", "return-inside")
    assert len(sent(trace, "Deregistration Request for 192.0.2.129")) == 1


def test_at_home_the_node_announces_itself_before_it_asks():
    """RFC 3344 section 4.6: gratuitous ARP, then the request."""
    trace = run("1.1", "grand-tour", duration_ns="10000000000")
    when = [
        (at, purpose)
        for at, link, purpose in sent(trace, "")
        if link == "home" and ("gratuitous" in purpose or "egistration Request" in purpose)
    ]
    kinds = ["ARP" if "gratuitous" in purpose else "request" for _, purpose in when]
    assert kinds[:2] == ["ARP", "request"]
    assert kinds.count("ARP") == 3, "repeated a small number of times"


def test_away_from_home_the_node_broadcasts_no_arp_through_a_foreign_agent():
    """RFC 3344 section 4.6."""
    trace = run("1.1", "leave-foreign-agent")
    assert [each for each in sent(trace, "ARP") if each[1] == "hotspot"] == []


def test_ike_begins_again_only_where_the_outer_address_changed():
    ikes = {
        option: len(
            [
                event
                for _, event in run(option, "handover-outside").of(KeyHeld)
                if event.node == "mn" and event.key.startswith("ikev1")
            ]
        )
        for option in ("0", "1.1", "3")
    }
    assert ikes == {"0": 2, "1.1": 1, "3": 1}


@pytest.mark.parametrize("seconds", ["0", "2"])
def test_ike_waits_for_the_inside_as_long_as_it_is_told(seconds):
    """RFC 5265 section 3.3: T_DETECT."""
    trace = run("1.1", "leave-colocated", t_detect_s=seconds)
    outside = next(
        event.at_ns / SECOND
        for _, event in trace.of(StateChanged)
        if event.machine == "detection" and event.new == "outside"
    )
    ike = next(
        event.at_ns / SECOND
        for _, event in trace.of(Sent)
        if event.node == "mn"
        and "isakmp" in [layer.header for layer in trace.stack_of(event.packet)]
    )
    answered = 10.9 + float(seconds)
    assert ike - outside < 0.001
    assert abs(outside - answered) < 0.5


def test_a_wrong_clock_costs_one_more_round_trip_and_no_more():
    trace = run("1.1", "leave-colocated", clock_offset_s="3600")
    notes = [event.text for _, event in trace.of(Noted) if event.node == "mn"]
    assert any("clock was wrong" in note for note in notes)
    delivered = [event for _, event in trace.of(Delivered) if event.at_ns > 20 * SECOND]
    assert len(delivered) > 350


def test_every_key_that_the_node_holds_is_told():
    trace = run("1.1", "leave-colocated")
    kinds = {event.key.split(":")[0] for _, event in trace.of(KeyHeld) if event.node == "mn"}
    assert kinds >= {"mip", "psk", "ikev1", "esp"}


@pytest.fixture(scope="module")
def node():
    """Return a mobile node in the middle of a run, and its recorder."""
    env = simpy.Environment(initial_time=0)
    recorder = Recorder(env, Trace({}), 10**6)
    scenario = read_scenario(PRESETS["handover-outside"].document("1.1"))
    world = World(env, recorder, scenario)
    OPTIONS["1.1"].build(world)
    schedule(world)
    while env.peek() <= 10 * SECOND:
        env.step()
    return world.nodes["mn"], recorder


_PORTS = st.sampled_from([68, 434, 500, 1025, 1026, 1027, 4500, 5004])


@settings(max_examples=50)
@given(octets=st.binary(max_size=120), port=_PORTS, head=st.integers(0, 255))
def test_no_octets_make_it_raise(node, octets, port, head):
    mobile, recorder = node
    source, here = Address.parse("192.0.2.20"), mobile.interfaces["eth0"].address
    for payload in (octets, bytes([head]) + octets):
        body = udp.datagram(source, here, 434, port, payload)
        packet = ipv4.packet(source, here, ipv4.UDP, body)
        mobile.receive(recorder.packet(packet, (), "noise"), packet, None)
    for protocol in (ipv4.IPIP, ipv4.GRE, ipv4.MINIMAL, ipv4.ESP):
        packet = ipv4.packet(source, here, protocol, octets)
        mobile.receive(recorder.packet(packet, (), "noise"), packet, None)


def test_inside_user_data_do_not_wait_for_a_vpn_that_goes_down():
    world = World(
        env := simpy.Environment(initial_time=0),
        Recorder(env, Trace({}), 10**6),
        read_scenario(PRESETS["return-inside"].document("1.1")),
    )
    OPTIONS["1.1"].build(world)
    schedule(world)

    def until(when):
        while env.peek() <= when:
            env.step()

    until(30 * SECOND)
    role, node = world.mobiles["mn"].role, world.nodes["mn"]
    assert role.detection.state == "inside"
    before = node.routes.find(Address.parse("10.3.0.10"), Address.parse("10.1.0.100"))
    role.vpn.events.down("the gateway deleted the SA")
    until(33 * SECOND)
    after = node.routes.find(Address.parse("10.3.0.10"), Address.parse("10.1.0.100"))
    assert before == after
    assert after.device is not None


def test_steps_are_as_good_as_one_run():
    scenario = read_scenario(PRESETS["power-up-inside"].document("1.1"))
    *_, last = simulate_in_steps(scenario, 50)
    assert last.fingerprint() == simulate(scenario).fingerprint()


# -- links that go at any time --------------------------------------------------------------

CELLULAR_AT_THE_END = 12 * SECOND


def moving(option, actions, until_s):
    """Run a node that is switched on at 1 s and then does *actions*."""
    on = {"at_ns": SECOND, "node": "mn", "do": "switch-on"}
    document = PRESETS["handover-outside"].document(option) | {
        "actions": [on, *({"node": "mn", **each} for each in actions)],
        "duration_ns": until_s * SECOND,
    }
    return simulate(read_scenario(with_settings(document, {"packets_per_second": "5"})))


def arrivals(trace, since_s):
    """Return how many datagrams arrive each way from a second on."""
    found = {"mn > cn": 0, "cn > mn": 0}
    for _, event in trace.of(Delivered):
        found[event.flow] += event.at_ns >= since_s * SECOND
    return found


@pytest.mark.parametrize("option", ["1.1", "wg"])
@pytest.mark.parametrize("at_ms", [1050, 1900, 2600])
def test_a_link_that_goes_in_the_midst_of_it_costs_no_more_than_a_new_beginning(option, at_ms):
    """While an address, a registration or keys are being asked for."""
    actions = [
        {"at_ns": at_ms * 1_000_000, "do": "detach"},
        {"at_ns": (at_ms + 100) * 1_000_000, "do": "attach", "link": "hotspot"},
    ]
    trace = moving(option, actions, 30)
    assert arrivals(trace, 20) == {"mn > cn": 50, "cn > mn": 50}


def restless(*, crashes):
    """Return changes of link faster than anything can be finished, to the cellular link."""
    links = ("home", "hotspot", "hotel", "office", "cellular", "hotspot", "home", "hotel")
    actions, at_ns = [], SECOND + SECOND // 2
    for place, link in enumerate(links):
        at_ns += (place * 377 % 1300 + 50) * 1_000_000
        actions.append({"at_ns": at_ns, "do": "detach"})
        at_ns += 1_000_000
        actions.append({"at_ns": at_ns, "do": "attach", "link": link})
    if crashes:
        actions.append({"at_ns": CELLULAR_AT_THE_END - SECOND, "do": "crash"})
        actions.append({"at_ns": CELLULAR_AT_THE_END, "do": "restart", "link": "cellular"})
    else:
        actions.append({"at_ns": CELLULAR_AT_THE_END, "do": "attach", "link": "cellular"})
    return actions


@pytest.mark.parametrize("crashes", [False, True], ids=["awake", "crashing"])
@pytest.mark.parametrize(
    "option",
    [
        each if each in {"1.1", "5"} else pytest.param(each, marks=pytest.mark.full)
        for each in OPTIONS
    ],
)
def test_a_restless_node_is_reached_where_it_comes_to_rest(option, crashes):
    trace = moving(option, restless(crashes=crashes), 45)
    assert arrivals(trace, 35) == {"mn > cn": 50, "cn > mn": 50}
    if option in ENDS_ITS_OWN_PROTECTION:
        assert sent_in_clear(trace) == []


def last_refusal(trace):
    """Return why the newest packet of user data could not leave the node."""
    return [
        each.detail
        for _, each in trace.of(Dropped)
        if each.node == "mn" and trace.packets[each.packet].flow
    ][-1]


@pytest.mark.parametrize(
    ("option", "agent"), [("1.1", "192.0.2.20"), ("2", "192.0.2.30"), ("5265", "198.51.100.20")]
)
def test_a_denied_registration_is_named_as_what_hinders(option, agent):
    """Without NAT traversal the agent outside denies with 129 (RFC 3519 section 4.4)."""
    trace = run(option, "behind-nat", nat_traversal=False, packets_per_second="5")
    denied = f"registration with {agent} is denied: home agent: administratively prohibited"
    assert last_refusal(trace).endswith(denied)


def test_a_home_agent_that_is_not_heard_through_the_vpn_is_named_as_what_hinders():
    """ESP does not cross the translator, so the request through the SA is never answered."""
    trace = run("0", "behind-nat", nat_traversal=False, packets_per_second="5")
    assert last_refusal(trace).endswith("has not answered through the VPN yet")


def test_a_negotiation_that_failed_is_named_while_the_next_one_goes_on():
    settings = {"no_nats_allowed": True, "packets_per_second": "5", "link.isp.delay_ms": 400}
    trace = run("6", "behind-nat", **settings)
    told = {each.detail for _, each in trace.of(Dropped) if "negotiated" in each.detail}
    assert any("; the last one failed: the peer s" in each for each in told)


@pytest.mark.parametrize("option", ["1.1", "2", "4"])
def test_through_a_foreign_agent_no_more_is_asked_for_than_it_advertises(option):
    """RFC 3344 section 3.6.1.2."""
    trace = run(option, "leave-foreign-agent", agent_lifetime_s="17")
    asked = {}
    for _, event in trace.of(Sent):
        packet = trace.packets[event.packet]
        sealed = any(layer.sealed for layer in trace.stack_of(event.packet))
        if event.node == "mn" and packet.message == "registration-request" and not sealed:
            message = mobile_ip.parse(ipv4.payload(trace.frames[event.frame][14:])[8:])
            asked.setdefault(event.link, set()).add(message.header.lifetime)
    assert asked == {"office": {17}, "hotspot": {17}}
    assert not any("takes lifetimes up to" in event.text for _, event in trace.of(Noted))
    assert arrivals(trace, 35) == {"mn > cn": 50, "cn > mn": 50}


LOSSY = [
    each if each in {"0", "7", "wg"} else pytest.param(each, marks=pytest.mark.full)
    for each in OPTIONS
]


@pytest.mark.parametrize("seed", [2, 7])
@pytest.mark.parametrize("option", LOSSY)
def test_an_office_that_loses_every_tenth_frame_does_not_pass_for_the_outside_for_good(
    option, seed
):
    written = {
        **PRESETS["power-up-inside"].document(option, seed=seed),
        "duration_ns": 300 * SECOND,
    }
    settings = {"packets_per_second": "1", "link.office.loss": "0.1", "silence_s": "2"}
    trace = simulate(read_scenario(with_settings(written, settings)))
    last = [event.flow for _, event in trace.of(Delivered) if event.at_ns > 200 * SECOND]
    assert last.count("mn > cn") > 65
    assert last.count("cn > mn") > 65
