"""Charts show what the metrics say, and a page that quotes a user's title stays a page."""

import pytest

from simulation.experiments.charts import COLOURS, charts, figures, page
from simulation.trace import ROLES


def layer(header, role, head, tail=0):
    return {
        "header": header,
        "role": role,
        "head_octets": head,
        "tail_octets": tail,
        "sealed": False,
    }


def value(number):
    return {"value": number, "evidence": []}


def row(option, *, gap=100.0, title="a move", resumed=True):
    way = {
        "direction": "cn > mn",
        "resumed": resumed,
        "gap_ms": value(gap),
        "lost_packets": value(1),
    }
    counted = (
        "signalling_messages", "signalling_octets", "mobile_ip_messages", "ike_messages",
        "routability_messages", "routability_ms", "ike_exchanges", "prompts", "anchor_switched_ms",
    )  # fmt: skip
    move = {"label": title, "node": "mn", "directions": [way], **{key: value(3) for key in counted}}
    overhead = {
        "link": "cellular", "from": "mn", "to": "internet", "overhead_max_octets": value(20),
        "overhead_nat_octets": value(0),
        "at_mobile_node": True,
        "stack": [layer("ipv4", "external-mip", 20), layer("flow", "data", 160)],
    }  # fmt: skip
    metrics = {
        "handovers": [move], "gaps": [], "flows": [], "paths": [], "overhead": [overhead],
        "readable": [], "state": [], "structure": [], "novelty": [],
    }  # fmt: skip
    return {
        "option": option, "fingerprint": "0" * 64, "metrics": metrics,
        "outcome": {"text": "<b>fine</b>"},
    }  # fmt: skip


@pytest.fixture
def comparison():
    scenario = {"title": "</title><script>alert(1)</script>", "seed": 1}
    return {"scenario": scenario, "rows": [row("0"), row("1.1", gap=250.0)]}


def test_gaps_stand_over_their_options(comparison):
    (bars,) = figures(comparison["rows"])["gaps"].data
    assert list(bars.x) == ["0", "1.1"]
    assert list(bars.y) == [100, 250]


def test_a_gap_that_did_not_end_is_the_tallest_bar_and_says_never(comparison):
    rows = [*comparison["rows"], row("3", gap=200.0, resumed=False)]
    (bars,) = figures(rows)["gaps"].data
    assert list(bars.text) == ["", "", "never"]
    assert max(bars.y) == bars.y[2] > 250
    assert bars.customdata[2].startswith("200 ms until the next move or the end")


def test_where_nothing_ever_came_the_bar_is_the_tallest_too(comparison):
    rows = [*comparison["rows"], row("3", gap=None, resumed=False)]
    (bars,) = figures(rows)["gaps"].data
    assert max(bars.y) == bars.y[2]


def test_layers_are_stacked_by_role_in_the_colour_of_the_role(comparison):
    (bars,) = figures(comparison["rows"])["overhead"].data
    assert list(bars.y) == [20, 20]
    assert bars.marker.color == COLOURS["external-mip"]


def test_charts_are_plain_data(comparison):
    found = charts(comparison)
    assert set(found) == {"gaps", "overhead", "signalling", "delay"}
    assert set(found["gaps"]) == {"data", "layout"}


def test_every_role_has_a_colour():
    assert set(COLOURS) == set(ROLES)


def test_what_a_user_wrote_is_text_in_the_page(comparison):
    comparison["rows"][0]["metrics"]["handovers"][0]["label"] = "</script><script>alert(2)</script>"
    html = page(comparison)
    assert "<script>alert(" not in html
    assert "&lt;/title&gt;" in html
    assert "&lt;b&gt;fine&lt;/b&gt;" in html
