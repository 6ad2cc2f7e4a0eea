from mipviz.comparisons.gap_bars import WIDTH, gaps, legend
from mipviz.comparisons.service import Answer
from simulation.metrics import PARTS


def answer(option, *rows):
    made = [
        {
            "move": move,
            "label": f"mn: office to cellular, {direction}",
            "direction": direction,
            "resumed": True,
            "gap_ms": {"value": float(sum(parts.values()))},
            "detection_by": {"value": by},
            **{key: {"value": float(parts.get(key, 0))} for key, *_ in PARTS},
        }
        for move, direction, by, parts in rows
    ]
    return Answer({"option": option}, {"metrics": {"gaps": made}})


def test_bars_of_one_move_and_direction_have_one_scale_and_end_to_end_parts():
    waits = (1, "mn > cn", "silence_s=3", {"access_ms": 1000, "detection_ms": 3000})
    quick = (1, "mn > cn", "t_detect_s=0", {"access_ms": 1000})
    (gap,) = gaps([answer("0", waits), answer("5", quick), Answer({"option": "6"}, None)])
    first, second = gap.bars
    assert [(part.x, part.width) for part in first.parts] == [
        (0, WIDTH / 4),
        (WIDTH / 4, WIDTH * 3 / 4),
    ]
    assert [(part.x, part.width) for part in second.parts] == [(0, WIDTH / 4)]
    assert first.text == "Address 1,000, Detection alone 3,000; detection ends by silence_s=3"
    assert second.text == "Address 1,000"


def test_a_gap_of_no_length_is_no_division_by_nothing():
    (gap,) = gaps([answer("0", (1, "mn > cn", None, {}))])
    assert gap.bars[0].parts == []


def test_the_legend_names_every_part():
    assert [part.title for part in legend()] == [title for _, title, _ in PARTS]
