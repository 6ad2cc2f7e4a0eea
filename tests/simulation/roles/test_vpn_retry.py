"""How long a mobile node waits before it tries its VPN again."""

import itertools

from simulation.roles.vpn_retry import LONGEST_PAUSE, VpnRetry
from simulation.time import SECOND
from tests.simulation.options.playing import play
from tests.simulation.small_world import SmallWorld


def test_the_pause_doubles_with_each_failure_up_to_a_longest_one():
    world = SmallWorld()
    node = world.node("n")
    times = []

    def again():
        times.append(int(world.env.now))
        retry.failed("refused")

    retry = VpnRetry(node, again)
    retry.failed("refused")
    world.run(400)
    pauses = [after - before for before, after in itertools.pairwise([0, *times])]
    assert pauses[:7] == [SECOND << doubled for doubled in range(7)]
    assert set(pauses[7:]) == {LONGEST_PAUSE}


def test_a_success_makes_the_next_pause_short_again():
    world = SmallWorld()
    times = []
    retry = VpnRetry(world.node("n"), lambda: times.append(int(world.env.now)))
    for _ in range(4):
        retry.failed("refused")
    assert retry.after == "; the last one failed: refused"
    retry.begin_anew()
    assert retry.after == ""
    retry.failed("refused")
    world.run(10)
    assert times == [SECOND]


def test_a_gateway_that_refuses_a_translated_path_is_asked_ever_less_often():
    """RFC 4555 section 3.9 names no pace; a pause of 1 s passed after the update's refusal."""
    asked = [
        event.at_ns
        for event in play("6", "behind-nat", no_nats_allowed=True).sent(
            "IKE_SA_INIT request", "mn", since_s=20
        )
    ]
    pauses = [round((after - before) / SECOND) for before, after in itertools.pairwise(asked)]
    assert pauses == [2, 4, 8, 16]
