"""The one row by which runs are compared."""

from simulation.metrics import HEADLINES, headline


def value(number):
    return {"value": number, "evidence": []}


def flow(name, ratio, delay):
    return {
        "direction": name, "delivery_ratio": value(ratio), "delay_mean_ms": value(delay),
        "jitter_ms": value(1.0),
    }  # fmt: skip


def move(*gaps):
    keys = (
        "signalling_messages", "signalling_octets", "ike_messages", "routability_messages",
        "ike_exchanges", "prompts",
    )  # fmt: skip
    ways = [
        {"gap_ms": value(gap), "resumed": gap is not None, "lost_packets": value(2)} for gap in gaps
    ]
    return {
        "node": "mn", "directions": ways, "anchor_switched_ms": value(5.0),
        "routability_ms": value(None if None in gaps else 30.0),
        **{key: value(3) for key in keys},
    }  # fmt: skip


def overhead(link, sender, octets, for_nats=0):
    return {
        "link": link, "from": sender, "to": "r", "overhead_max_octets": value(octets),
        "overhead_nat_octets": value(for_nats),
        "at_mobile_node": sender == "mn",
    }  # fmt: skip


def metrics(**changes):
    return {
        "handovers": [], "gaps": [], "flows": [], "paths": [], "overhead": [], "readable": [],
        "state": [], "structure": [], "novelty": [], **changes,
    }  # fmt: skip


def test_nothing_gives_nothing_and_no_error():
    found = headline(metrics())
    assert list(found) == [each.key for each in HEADLINES]
    assert found["gap_max_ms"] is None
    assert found["lost_packets"] == 0


def test_the_worst_direction_counts_and_pings_do_not():
    flows = [flow("cn > mn", 0.9, 10), flow("mn > cn", 0.8, 30), flow("ping mn > cn", 0.1, 900)]
    found = headline(metrics(flows=flows))
    assert found["delivery_min_ratio"] == 0.8
    assert found["delay_mean_ms"] == 20


def test_moves_add_up_and_one_without_data_is_counted_not_averaged():
    found = headline(metrics(handovers=[move(100.0, 250.0), move(None, 50.0)]))
    assert found["gap_max_ms"] == 250
    assert found["moves_without_data"] == 1
    assert found["lost_packets"] == 8
    assert found["signalling_messages"] == 6
    assert (found["routability_messages"], found["routability_max_ms"]) == (6, 30)


def test_detection_is_told_of_the_longest_gap():
    rows = [
        {"gap_ms": value(4000.0), "detection_ms": value(2900.0)},
        {"gap_ms": value(3000.0), "detection_ms": value(3000.0)},
    ]
    assert headline(metrics(gaps=rows))["gap_detection_ms"] == 2900


def test_overhead_is_that_at_the_mobile_node():
    flows = [flow("cn > mn", 1.0, 1)]
    rows = [
        overhead("cellular", "mn", 100, 12),
        overhead("cellular", "mn", 112, 8),
        overhead("isp", "internet", 200),
    ]
    found = headline(metrics(flows=flows, overhead=rows))
    assert (found["overhead_max_octets"], found["overhead_nat_octets"]) == (112, 8)


def test_one_entity_with_two_changes_is_one_entity():
    rows = [{"entity": "gateway"}, {"entity": "gateway"}, {"entity": "node"}]
    assert headline(metrics(structure=rows))["changed_entities"] == 2
    assert headline(metrics(novelty=rows))["observed_entities"] == 2
