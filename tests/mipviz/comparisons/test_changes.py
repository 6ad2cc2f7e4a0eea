from mipviz.comparisons.changes import changes
from mipviz.comparisons.service import Answer
from simulation import PRESETS, read_scenario, simulate
from simulation.metrics import summary


def test_an_entity_has_a_row_with_what_is_declared_and_what_was_seen():
    documents = [PRESETS["power-up-inside"].document(option) for option in ("0", "3")]
    ends = [summary(simulate(read_scenario(document))) for document in documents]
    answers = [Answer(one, end) for one, end in zip(documents, ends, strict=True)]
    rows = {row.entity: row.cells for row in changes([*answers, Answer(documents[0], None)])}
    stock, outer, refused = rows["vpn-gateway"]
    assert stock.declared == []
    assert outer.declared[0].startswith("modified: moves an SA's outer address")
    assert refused.declared == refused.seen == []
    for at, end in enumerate(ends):
        for group, part in (("structure", "declared"), ("novelty", "seen")):
            told = sum(len(getattr(cells[at], part)) for cells in rows.values())
            assert told == len(end["metrics"][group])


def test_where_nothing_is_changed_there_is_no_row():
    assert changes([Answer({"option": "0"}, None)]) == []
