"""The stage is complete, stays on its sheet and is the same whatever runs on it."""

import json
from itertools import combinations

from mipviz.catalogue import stage
from simulation.catalogue import TABLES
from simulation.trace import ROLES

REFERENCE_LINKS = {
    "home": {"i-ha", "core-router", "mn", "mn2"},
    "office": {"i-fa", "core-router", "mn", "mn2"},
    "servers": {"cn", "core-router"},
    "core": {"core-router", "inner-fw"},
    "vpn-inside": {"vpn-gw", "mip-proxy", "inner-fw"},
    "dmz": {"outer-fw", "inner-fw", "vpn-gw", "x-ha", "mip-proxy"},
    "isp": {"outer-fw", "internet"},
    "operator": {"internet", "x-ha", "victim"},
    "hotspot": {"x-fa", "internet", "attacker", "mn", "mn2"},
    "cellular": {"internet", "mn", "mn2"},
    "hotel": {"nat", "mn", "mn2"},
    "hotel-wan": {"nat", "internet"},
}
PLACES = {node.name: node for node in stage.NODES}
GLYPH = 34


def place(node: str, link: str) -> stage.Point:
    places = PLACES[node].places
    return places.get(link, places[""])


def test_every_link_of_the_reference_world_is_drawn_once():
    assert [link.id for link in stage.LINKS] == list(dict.fromkeys(link.id for link in stage.LINKS))
    assert {link.id for link in stage.LINKS} == set(REFERENCE_LINKS)


def test_every_node_that_stands_on_a_link_has_a_place():
    assert set.union(*REFERENCE_LINKS.values()) == set(PLACES)


def test_mobile_nodes_have_a_place_of_their_own_at_every_access_link():
    access = {"home", "office", "hotspot", "cellular", "hotel"}
    for name in ("mn", "mn2"):
        assert access <= set(PLACES[name].places)


def test_nothing_leaves_the_sheet():
    points = [point for node in stage.NODES for point in node.places.values()]
    points += [point for link in stage.LINKS for point in (*link.bus, link.label, *link.slots)]
    points += [corner for zone in stage.ZONES for corner in zone.corners]
    assert all(0 <= x <= stage.WIDTH and 0 <= y <= stage.HEIGHT for x, y in points)


def test_no_two_nodes_cover_each_other_on_any_link():
    fixed = {name for name in PLACES if name not in {"mn", "mn2", "x-ha"}}
    standing = [(name, place(name, "")) for name in fixed]
    for link in REFERENCE_LINKS:
        moving = [(name, place(name, link)) for name in ("mn", "mn2", "x-ha")]
        for (one, (x1, y1)), (other, (x2, y2)) in combinations(standing + moving, 2):
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
