"""The shape of a question."""

import json

from simulation.predictions import ask


def test_a_question_is_plain_data_with_everything_in_it(leaving):
    told = json.loads(json.dumps(ask(leaving, "outermost").as_json()))
    assert told["answer"]
    assert told["explanation"]
    assert told["evidence"]["event"] >= told["at"]
