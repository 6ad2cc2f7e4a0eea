"""One document is one run, through whichever door it comes in."""

import io
import json
from contextlib import redirect_stdout
from urllib.parse import parse_qsl

import pytest

from simulation import read_address, read_scenario, simulate, write_address
from simulation.command import main
from tests.mipviz.served import Server, until_end

SECOND = 10**9
DOCUMENTS = {
    "a preset by its name": {"option": "1.1", "slug": "power-up-inside"},
    "a preset with a length of its own": {
        "option": "1.1",
        "slug": "content-filter",
        "duration_ns": 12 * SECOND,
    },
    "a preset with a start of its own": {
        "option": "outer-address-change",
        "slug": "gateway-nat",
        "start": {"mn": "cellular"},
        "duration_ns": 4e9,
    },
    "a timeline of one's own, spelled at length": {
        "title": "A walk to the hotel",
        "description": "With a number in another script",
        "option": "6",
        "link": {"cellular": {"loss": 0, "delay_ms": 60}, "hotel": {"mtu": "1400"}},
        "suite": "aes-cbc-sha1",
        "payload_octets": 100.0,
        "start": {"mn": "cellular"},
        "duration_ns": 5 * SECOND,
        "actions": [
            {"do": "switch-on", "node": "mn", "at_ns": SECOND},
            {"node": "vpn-gw", "at_ns": 2e9, "do": "renumber", "address": "\uff11\uff10.0.1.11"},
        ],
    },
    "nothing at all": {"duration_ns": 2 * SECOND},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = Server(tmp_path_factory.mktemp("data"))
    yield started
    started.stop()


def by_command(document, folder):
    """Return digest and fingerprint of *document* as a file that `mipviz run` is given."""
    path = folder / "scenario.json"
    path.write_text(json.dumps(document), "utf-8")
    printed = io.StringIO()
    with redirect_stdout(printed):
        assert main(["run", document.get("option", "1.1"), str(path), "--json"]) == 0
    run = json.loads(printed.getvalue())
    return read_scenario(run["scenario"]).digest(), run["fingerprint"]


def by_socket(server, **message):
    with server.connect() as wire:
        wire.send(json.dumps(message))
        *_, end = until_end(wire)
    return end["run"], end["fingerprint"]


def by_link(server, document):
    link = server.post("/api/v1/links", document)
    opened = json.loads(server.get(f"/api/v1/links/{link['id']}"))
    assert opened["replay"]["result"] == "identical"
    return read_scenario(opened["scenario"]).digest(), opened["replay"]["fingerprint"]


def by_address(document):
    query = write_address(read_scenario(document))
    scenario = read_address(dict(parse_qsl(query, strict_parsing=True))).scenario
    return scenario.digest(), simulate(scenario).fingerprint()


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_door_gives_one_digest_and_one_fingerprint(server, tmp_path, document):
    scenario = read_scenario(document)
    here = scenario.digest(), simulate(scenario).fingerprint()
    assert by_command(document, tmp_path) == here
    assert by_socket(server, type="run", scenario=document) == here
    assert by_socket(server, type="resume", run=here[0], after=-1) == here
    assert by_link(server, document) == here
    assert by_address(document) == here
    answer = server.post("/api/v1/scenario", document)
    assert answer["digest"] == here[0]
    assert json.loads(server.get(f"/api/v1/scenario?{answer['address']}"))["digest"] == here[0]
