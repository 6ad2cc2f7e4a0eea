from simulation.roles.tcp.states import CLOSING, ENDED_HERE, ENDED_THERE, MOVES, TcpState


def test_every_state_has_its_moves_and_every_move_a_state():
    assert set(MOVES) == set(TcpState)
    assert set.union(*map(set, MOVES.values())) == set(TcpState)


def test_a_connection_can_break_off_from_everywhere():
    assert all(
        TcpState.CLOSED in after for state, after in MOVES.items() if state is not TcpState.CLOSED
    )


def test_what_ends_mean_is_allowed_by_the_moves():
    for table in (ENDED_HERE, ENDED_THERE, CLOSING):
        assert all(after in MOVES[before] for before, after in table.items())
