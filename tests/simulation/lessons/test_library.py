from simulation.lessons import entries, shipped
from simulation.lessons.library import slug_of


def test_lessons_come_in_the_order_of_their_files_and_the_number_is_no_part_of_the_name(
    tmp_path, written
):
    (tmp_path / "02-second.md").write_text(written(), "utf-8")
    (tmp_path / "01-first.md").write_text("no lesson", "utf-8")
    (tmp_path / "Not One.md").write_text(written(), "utf-8")
    (tmp_path / "other.txt").write_text("x", "utf-8")
    first, second = entries(tmp_path)
    assert (first.slug, first.lesson) == ("first", None)
    assert first.problems
    assert (second.slug, second.problems) == ("second", ())


def test_a_file_that_is_no_text_is_told_so(tmp_path):
    (tmp_path / "x.md").write_bytes(b"\xff\xfe")
    [entry] = entries(tmp_path)
    assert "no text" in entry.problems[0].what


def test_the_lessons_of_a_wheel_lie_in_the_package_and_those_of_a_checkout_beside_it(tmp_path):
    package = tmp_path / "simulation"
    assert shipped(package) == tmp_path / "lessons"
    (package / "_lessons").mkdir(parents=True)
    assert shipped(package) == package / "_lessons"
    assert slug_of(shipped() / "01-the-problem.md") == "the-problem"
