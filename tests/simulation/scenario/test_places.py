from simulation.scenario.parameters import LINK_BY_KEY
from simulation.scenario.places import ACCESS_LINKS, LINK_DEFAULTS, LINKS, NODES


def test_every_link_has_a_figure_for_every_parameter_of_links():
    assert tuple(LINK_DEFAULTS) == LINKS
    for figures in LINK_DEFAULTS.values():
        assert set(figures) == set(LINK_BY_KEY)


def test_every_default_of_a_link_is_a_value_that_its_parameter_takes_unchanged():
    for name, figures in LINK_DEFAULTS.items():
        for key, value in figures.items():
            read = LINK_BY_KEY[key].read(value, name)
            assert (read, type(read)) == (value, type(value))


def test_mobile_nodes_join_links_of_the_world_and_have_names_of_their_own():
    assert set(ACCESS_LINKS) < set(LINKS)
    assert len(set(NODES)) == len(NODES) == 60
