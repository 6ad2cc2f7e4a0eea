import json

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from mipviz.http.refusal import RefusalError
from mipviz.runs import messages, store
from mipviz.schemas import schema
from simulation import PRESETS, read_scenario, simulate_in_steps
from simulation.trace import KINDS
from tests.mipviz.playing import NO_CLUES, Engine


def validator(name, part=None):
    made = json.loads(schema.encoded(name))
    if part:
        made = {"$schema": made["$schema"], "$ref": f"#/$defs/{part}", "$defs": made["$defs"]}
    return Draft202012Validator(made)


def valid(check, value):
    return check.is_valid(json.loads(json.dumps(value)))


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_every_schema_is_one(name):
    made = json.loads(schema.encoded(name))
    Draft202012Validator.check_schema(made)
    assert made["$id"] == f"/api/v1/schema/{name}.json"


def test_every_document_that_the_simulation_writes_fits_the_scenario_schema():
    check = validator("scenario")
    for preset in PRESETS.values():
        check.validate(preset.document("1.1"))
        check.validate(read_scenario(preset.document("0")).document())


@pytest.mark.parametrize(
    "change",
    [
        {"option": "9.9"},
        {"seed": -1},
        {"wings": 2},
        {"start": {"mn": "moon"}},
        {"actions": [{"at_ns": 1, "node": "mn", "do": "attach"}]},
        {"link": {"moon": {}}},
        {"link": {"cellular": {"mtu": 1}}},
        {"suite": "rot13"},
        {"duration_ns": 10**15},
    ],
)
def test_what_the_simulation_refuses_does_not_fit_the_schema(change):
    scenario = {**PRESETS["leave-colocated"].document("1.1"), **change}
    assert not valid(validator("scenario"), scenario)
    with pytest.raises(ValueError, match="accepted"):
        read_scenario(scenario)


def test_a_real_trace_fits_the_trace_schema(tmp_path):
    document = {**PRESETS["power-up-inside"].document("1.1"), "duration_ns": 3_000_000_000}
    writer = store.RunWriter(tmp_path, read_scenario(document).digest())
    for trace in simulate_in_steps(read_scenario(document), 500):
        if not writer.events:
            writer.head(trace)
        writer.grow(trace, [{"event": 0, "text": "t", "spec": "", "phase": True}], NO_CLUES)
    writer.end(trace, Engine().summary(trace))
    whole = json.loads(store.whole(tmp_path))
    assert len(whole["chunks"]) > 1
    validator("trace").validate(whole)
    messages_check = validator("messages", "Answer")
    for message in [*whole["chunks"], whole["end"]]:
        messages_check.validate(message)


def test_a_column_that_is_missing_or_of_another_type_does_not_fit(tmp_path):
    check = validator("trace", "EventColumns")
    sent = {
        "packet": [1],
        "link": ["isp"],
        "interface": ["eth0"],
        "frame": [0],
        "arrives_ns": [5],
        "to": [["internet"]],
    }
    events = {"t": [1], "k": [1], "n": ["mn"], "c": [None], "f": {"sent": sent}}
    check.validate(events)
    assert not valid(check, {**events, "f": {"sent": {**sent, "frame": ["0"]}}})
    assert not valid(check, {**events, "f": {"sent": {"packet": [1]}}})
    assert not valid(check, {**events, "f": {"flew": {}}})
    assert set(check.schema["$defs"]["EventColumns"]["properties"]["f"]["properties"]) == {
        kind.kind for kind in KINDS
    }


@pytest.mark.parametrize(
    "message",
    [
        {"type": "run", "scenario": {}},
        {"type": "resume", "run": "ab" * 32, "after": -1},
        {"type": "credit", "chunks": 1},
        {"type": "stop"},
        {"type": "credit", "chunks": 0},
        {"type": "credit", "chunks": 1, "more": 1},
        {"type": "resume", "run": "x", "after": 0},
        {"type": "fly"},
        {},
        [],
    ],
)
def test_schema_and_decoder_agree_on_every_request(message):
    try:
        messages.read(json.dumps(message).encode())
    except RefusalError:
        with pytest.raises(ValidationError):
            validator("messages", "Request").validate(message)
    else:
        validator("messages", "Request").validate(message)


def test_an_error_fits_the_message_schema():
    error = json.loads(messages.refused(RefusalError("busy", "so many", "fewer")))
    validator("messages", "Answer").validate(error)
    assert not valid(validator("messages", "Answer"), {**error, "code": 7})
