from simulation.lessons import check, documents, read


def test_a_lesson_is_checked_with_its_runs_each_simulated_once(written, leaving):
    asked = []

    def trace_of(document):
        asked.append(document["option"])
        return leaving

    text = written("Text {octets}.") + "## Second\nat: second vpn is up\nwith: 1.2\n\nText.\n"
    lesson, problems = check(text, trace_of)
    assert len(lesson.steps) == 2
    assert asked == ["1.1", "1.2"]
    assert {"only once" in each.what for each in problems} == {True}


def test_a_lesson_that_cannot_be_read_needs_no_run(written):
    def trace_of(document):
        raise AssertionError(document)

    assert check("no lesson", trace_of)[0] is None
    assert check(written("{nothing}"), trace_of)[1]


def test_a_step_that_compares_has_two_documents(written):
    step = read(written("Text.", "at: vpn is up\nwith: 1.2")).steps[0]
    assert [each["option"] for each in documents(step)] == ["1.1", "1.2"]
