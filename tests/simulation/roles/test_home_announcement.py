"""Gratuitous ARP on the home link (RFC 3344 section 4.6)."""

from simulation.roles.home_announcement import HomeAnnouncement
from tests.simulation.small_world import SmallWorld, address

HOME, OTHER = address("10.1.0.100"), address("10.1.0.101")


class Announcing(SmallWorld):
    """One node on its home link."""

    def __init__(self):
        super().__init__()
        self.link("home", "10.1.0.0/24")
        self.m = self.node("m", "home 10.1.0.100")
        self.announcement = HomeAnnouncement(self.m, self.m.interfaces["home"])

    def heard(self):
        return [(when, purpose) for when, _, purpose in self.sent("m", "gratuitous")]


def test_the_home_address_is_announced_three_times_a_second_apart():
    world = Announcing()
    world.announcement.start(HOME)
    world.run(10)
    assert [when for when, _ in world.heard()] == [0, 1, 2]
    assert all(str(HOME) in purpose for _, purpose in world.heard())


def test_a_node_that_leaves_announces_nothing_more():
    world = Announcing()
    world.announcement.start(HOME)
    world.at(0.5, world.announcement.stop)
    world.run(10)
    assert len(world.heard()) == 1


def test_a_node_that_is_back_within_a_second_announces_itself_in_one_series():
    world = Announcing()
    world.announcement.start(HOME)
    world.at(0.5, lambda: world.announcement.start(HOME))
    world.run(10)
    assert [when for when, _ in world.heard()] == [0, 0.5, 1.5, 2.5]
