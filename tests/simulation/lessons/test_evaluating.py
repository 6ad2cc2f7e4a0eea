from simulation.lessons import evaluate, evaluated, read


def test_a_step_has_its_moment_packet_figures_and_question(written, run):
    text = written(
        "It is {octets} octets.",
        "at: first data from cn on cellular after vpn is up\nfocus: pipe external\n"
        "lens: vpn-gw\nview: depth=lab\nask: next-hop\npredict: Is it more than {payload}?",
    )
    step, problems = evaluate(read(text).steps[0], run)
    assert problems == []
    assert run.trace.events[step["at"]].at_ns == step["at_ns"]
    assert str(run.trace.packets[step["packet"]].octets) in step["html"]
    assert (step["focus"]["name"], step["lens"], step["view"]) == (
        "external-mip",
        "vpn-gw",
        {"depth": "lab"},
    )
    assert step["ask"]["at"] >= step["at"]
    assert "160" in step["predict"]


def test_what_a_run_does_not_hold_is_a_problem_of_the_line_that_asks_for_it(written, run):
    text = written(
        "Fine.\n\nBut {reason} and {gap.move9}.", "at: vpn is up\nask: next-hop at 9000 s"
    )
    problems = evaluate(read(text).steps[0], run).problems
    lines = text.split("\n")
    assert len(problems) == 3
    assert "reason" in lines[problems[0].line - 1]
    assert any("ask:" in lines[each.line - 1] for each in problems)


def test_steps_are_evaluated_by_plain_arguments(leaving, written):
    bad = written("{reason}")
    [answer] = evaluated([leaving], {"text": bad, "steps": [0]})
    assert answer["problems"][0]["line"] == bad.split("\n").index("{reason}") + 1
