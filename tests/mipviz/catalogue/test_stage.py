"""The stage is complete, stays on its sheet and is the same whatever runs on it."""

import functools
import itertools
import json
import re

from mipviz.catalogue import stage
from simulation import OPTIONS, read_scenario, simulate
from simulation.catalogue import TABLES
from simulation.scenario import ACCESS_LINKS, LINK_PREFIXES, LINKS
from simulation.time import SECOND
from simulation.trace import ROLES, RowChanged

WORLDS = [
    {},
    {"x_ha": "operator", "gateways": 2, "private_interfaces": 2},
    {"x_ha": "dmz", "gateway_on_home_link": True, "redirect_to": "victim"},
]
"""Settings that put every node and every interface into some option's world."""


@functools.cache
def standing():
    """Return which nodes stand on which link in any world that an option builds."""
    found = {name: set() for name in LINKS}
    for option, settings in itertools.product(OPTIONS, WORLDS):
        document = {
            "option": option,
            "duration_ns": SECOND,
            "start": {"mn": "home", "mn2": "office"},
            "actions": [{"at_ns": 0, "node": "attacker", "do": "attack", "on": True}],
            **settings,
        }
        trace = simulate(read_scenario(document))
        assert {each["id"] for each in trace.head["links"]} == set(LINKS)
        for _, event in trace.of(RowChanged):
            if event.table == "interfaces" and event.new and event.new["link"]:
                found[event.new["link"]].add(event.node)
    return found


PLACES = {node.name: node for node in stage.NODES}
GLYPH = 34


def place(node: str, link: str) -> stage.Point:
    places = PLACES[node].places
    return places.get(link, places[""])


def test_every_link_of_the_reference_world_is_drawn_once():
    assert [link.id for link in stage.LINKS] == list(dict.fromkeys(link.id for link in stage.LINKS))
    assert {link.id for link in stage.LINKS} == set(LINKS)


def test_every_prefix_has_a_link_and_a_title_names_no_other_than_its_own():
    assert set(LINK_PREFIXES) == set(LINKS)
    for link in stage.LINKS:
        named = re.findall(r"\S+/\d+", link.title)
        assert named in ([], [LINK_PREFIXES[link.id]])


def test_every_node_that_stands_on_a_link_has_a_place_there():
    room = {link.id for link in stage.LINKS if link.slots}
    for link, nodes in standing().items():
        assert nodes <= set(PLACES) or link in room, (link, nodes - set(PLACES))


def test_no_place_is_kept_for_a_node_that_no_world_has():
    assert set(PLACES) - {"mn", "mn2"} <= set.union(*standing().values())


def test_mobile_nodes_have_a_place_of_their_own_at_every_access_link():
    for name in ("mn", "mn2"):
        assert set(ACCESS_LINKS) <= set(PLACES[name].places)


def test_nothing_leaves_the_sheet():
    points = [point for node in stage.NODES for point in node.places.values()]
    points += [point for link in stage.LINKS for point in (*link.bus, link.label, *link.slots)]
    points += [corner for zone in stage.ZONES for corner in zone.corners]
    assert all(0 <= x <= stage.WIDTH and 0 <= y <= stage.HEIGHT for x, y in points)


def test_no_two_nodes_cover_each_other_on_any_link():
    fixed = {name for name in PLACES if name not in {"mn", "mn2", "x-ha"}}
    standing = [(name, place(name, "")) for name in fixed]
    for link in LINKS:
        moving = [(name, place(name, link)) for name in ("mn", "mn2", "x-ha")]
        for (one, (x1, y1)), (other, (x2, y2)) in itertools.combinations(standing + moving, 2):
            assert abs(x1 - x2) >= GLYPH or abs(y1 - y2) >= GLYPH, (link, one, other)


def test_a_stub_ends_on_its_bus():
    for link in stage.LINKS:
        (x1, y1), (x2, y2) = link.bus
        for node, corners in link.stubs.items():
            x, y = corners[-1]
            assert min(x1, x2) <= x <= max(x1, x2), (link.id, node)
            assert min(y1, y2) <= y <= max(y1, y2), (link.id, node)


def test_the_boundaries_separate_what_is_trusted_from_what_is_not():
    outer = next(line for line in stage.BOUNDARIES if line.id == "outer").line[0][0]
    for zone in stage.ZONES:
        (left, _), (right, _) = zone.corners
        assert left >= outer if zone.trust == "outside" else right <= outer, zone.id
    for boundary in stage.BOUNDARIES:
        assert place(boundary.keeper, "")[0] == boundary.line[0][0]


def test_only_the_two_firewalls_stand_on_a_boundary():
    lines = {boundary.line[0][0] for boundary in stage.BOUNDARIES}
    on_a_line = {node.name for node in stage.NODES if place(node.name, "")[0] in lines}
    assert on_a_line == {boundary.keeper for boundary in stage.BOUNDARIES}


def test_pipes_come_of_tables_that_the_trace_tells_of():
    assert {pipe.table for pipe in stage.PIPES} <= set(TABLES)
    assert {pipe.role for pipe in stage.PIPES} - {""} <= set(ROLES)


def test_the_sheet_is_plain_data():
    described = stage.describe_stage()
    assert json.loads(json.dumps(described))["nodes"][0]["name"] == "i-ha"
    assert {"zones", "boundaries", "links", "nodes", "pipes", "width", "height"} == set(described)
