import pytest

from simulation.errors import MoveError
from simulation.ike.happenings import Moved
from simulation.ike.moves import Machine
from simulation.ike.v1.session import MOVES as V1
from simulation.ike.v2.session import MOVES as V2
from simulation.wireguard.peer import MOVES as WIREGUARD


def test_a_move_is_told_with_its_reason():
    told = []
    machine = Machine("ike", V1, "idle", told.append)
    machine.become("negotiating", because="it begins", spec="RFC 2409")
    assert told == [Moved("ike", "idle", "negotiating", "it begins", "RFC 2409")]
    with pytest.raises(MoveError, match="from negotiating to established"):
        machine.become("established", because="")
    assert machine.state == "negotiating"


@pytest.mark.parametrize("moves", [V1, V2, WIREGUARD])
def test_every_state_can_be_reached_and_is_listed(moves):
    reached, waiting = set(), ["idle"]
    while waiting:
        state = waiting.pop()
        reached.add(state)
        waiting += moves[state] - reached
    assert reached == set(moves)
