"""Hidden fields, held against the frame's octets and the tables."""

from simulation.dissection import KeyRing, dissect
from simulation.predictions import grade


def test_each_answer_stands_in_the_frame_and_in_the_table_that_is_named(examiner):
    one = examiner("1.1", "leave-colocated")
    scene = one.scene
    ring = KeyRing.from_trace(scene.trace)
    for at in one.moments("fields"):
        asked = one.ask("fields", at)
        layers = dissect(scene.trace.frames[scene.event(at).frame], ring).layers
        rows = str(scene.tables(at))
        for choice, text in zip(asked.choices, asked.answer, strict=True):
            place, name = choice.id.split(".")
            header = layers[int(place)].header
            assert text in {str(getattr(header, name)), f"0x{int(getattr(header, name)):08x}"}
            assert text in rows
            assert text not in asked.prompt


def test_a_field_is_explained_whether_it_was_right_or_wrong(examiner):
    one = examiner("1.1", "leave-colocated")
    asked = one.ask("fields", one.moments("fields")[0])
    graded = grade(asked, [asked.answer[0], *("10.99.99.99" for _ in asked.answer[1:])])
    assert [part.right for part in graded.parts] == [True, *(False for _ in asked.answer[1:])]
    assert all("It stands in a table of" in part.feedback for part in graded.parts)
