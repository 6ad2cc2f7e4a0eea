import pytest

from simulation.errors import WireError
from simulation.ike.rules import MessageRule

RULE = MessageRule("test", True, ((1, 1, 1), (2, 0, 2)), "nowhere")


def test_what_obeys():
    for kinds in ([1], [1, 2], [2, 1, 2]):
        RULE.check(kinds, encrypted=True)


@pytest.mark.parametrize("kinds", [[], [2], [1, 1], [1, 2, 2, 2], [1, 3]])
def test_what_does_not(kinds):
    with pytest.raises(WireError, match="test: "):
        RULE.check(kinds, encrypted=True)


def test_encryption_is_part_of_the_rule():
    with pytest.raises(WireError, match="to be encrypted"):
        RULE.check([1], encrypted=False)
