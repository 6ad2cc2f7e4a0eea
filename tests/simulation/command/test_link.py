import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from simulation import read_address, read_scenario
from simulation.command import Lab, main
from simulation.command.link import address, saved
from simulation.command.output import InputError

WALK = {"option": "6", "title": "A walk", "start": {"mn": "hotel"}, "duration_ns": 10**9}


def asked(url):
    return read_address(dict(parse_qsl(urlsplit(url).query, strict_parsing=True))).scenario


def test_an_address_shows_the_document_in_the_lab_it_is_for():
    row = address(WALK, Lab(lambda: "https://lab.example/"))
    assert row["url"].startswith("https://lab.example/?document=")
    assert asked(row["url"]) == read_scenario(WALK)


def test_a_link_is_kept_by_the_lab_it_is_for():
    kept = []

    def save(document):
        kept.append(document)
        return {"id": "abc", "path": "/s/abc", "fingerprint": "f" * 64}

    row = saved(WALK, Lab(lambda: "https://lab.example/", save))
    assert row == {"id": "abc", "url": "https://lab.example/s/abc", "fingerprint": "f" * 64}
    assert kept == [WALK]


def test_the_simulation_alone_keeps_nothing_and_says_what_would(capsys):
    with pytest.raises(InputError):
        saved(WALK, Lab())
    assert main(["link", "1.1", "behind-nat"]) == 2
    assert "--address" in capsys.readouterr().err


def test_the_command_prints_the_address_of_preset_and_file(capsys, tmp_path):
    set_one = ["--set", "suite=aes-gcm", "--seed", "5"]
    assert main(["link", "wireguard", "behind-nat", "--address", *set_one]) == 0
    printed = capsys.readouterr().out
    assert printed == (
        "http://127.0.0.1:8000/?option=wg&scenario=behind-nat&seed=5&set.suite=aes-gcm\n"
    )
    path = tmp_path / "walk.json"
    path.write_text(json.dumps(WALK), "utf-8")
    assert main(["link", "3", str(path), "--address", "--json"]) == 0
    url = json.loads(capsys.readouterr().out)["url"]
    assert asked(url) == read_scenario({**WALK, "option": "3"})


def test_an_action_more_makes_an_address_of_its_own(capsys):
    assert main(["link", "1.1", "behind-nat", "--address", "--act", "30 mn detach"]) == 0
    scenario = asked(capsys.readouterr().out.strip())
    assert scenario.actions[-1] == {"at_ns": 30 * 10**9, "node": "mn", "do": "detach"}
    assert len(scenario.actions) == len(read_scenario({"slug": "behind-nat"}).actions) + 1
