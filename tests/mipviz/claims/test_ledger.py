import asyncio
import json
import sys
import time
from pathlib import Path

import pytest

from mipviz.claims import ledger as module
from mipviz.claims.ledger import Ledger, judged, read
from mipviz.http.refusal import RefusalError
from simulation.claims.claim import JUDGEMENT, RUN, STRUCTURE

CLAIM = {
    "id": "1.1-con-2",
    "option": ["1.1"],
    "section": "2.2.2",
    "kind": "con",
    "text": "twenty octets more",
    "settled_by": "run",
    "verdict": "supported",
    "figure": {"value": 20, "unit": "octets", "compared_with": "option 1.2"},
    "evidence": {
        "scenario": {"option": "1.1"},
        "at_ns": 12_000_000_000,
        "event": 7,
        "packet": 3,
        "row": None,
    },
}
OPEN = {**CLAIM, "id": "1.1-con-7", "verdict": "not-settled", "settled_by": "judgement"}
OPEN |= {"figure": None, "evidence": None}


def printing(claims, before="pass"):
    return (sys.executable, "-c", f"import time; {before}; print({json.dumps(json.dumps(claims))})")


async def until(ledger):
    for _ in range(200):
        claims = ledger.claims()
        if claims is not None:
            return claims
        await asyncio.sleep(0.05)
    raise TimeoutError


@pytest.mark.parametrize("way", [RUN, STRUCTURE, JUDGEMENT])
def test_every_way_in_which_claims_are_settled_is_read(way):
    (claim,) = read(json.dumps([{**CLAIM, "settled_by": way}]).encode())
    assert claim.settled_by == way


def test_a_way_that_no_claim_is_settled_in_is_not():
    with pytest.raises(ValueError, match="settled_by"):
        read(json.dumps([{**CLAIM, "settled_by": "opinion"}]).encode())


async def test_nothing_is_judged_before_somebody_asks(tmp_path):
    ledger = Ledger(tmp_path, printing([CLAIM], f"open({str(tmp_path / 'ran')!r}, 'a').write('x')"))
    assert not (tmp_path / "ran").exists()
    assert ledger.claims() is None
    assert ledger.claims() is None
    assert [claim.id for claim in await until(ledger)] == ["1.1-con-2"]
    assert (tmp_path / "ran").read_text() == "x", "judged once"


async def test_what_was_judged_is_there_for_the_next_server(tmp_path):
    before = await until(Ledger(tmp_path, printing([CLAIM, OPEN])))
    after = Ledger(tmp_path, (sys.executable, "-c", "raise SystemExit(1)")).claims()
    assert after == before
    assert after[1].evidence is None


@pytest.mark.parametrize(
    "program", ["raise SystemExit(1)", "print('{}')", "print('[1]')", "print('oops')"]
)
async def test_judging_that_fails_is_told_for_a_while_and_tried_again(
    tmp_path, program, monkeypatch
):
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.3)
    ledger = Ledger(tmp_path, (sys.executable, "-c", program))
    with pytest.raises(RefusalError) as refusal:
        await until(ledger)
    assert refusal.value.code == "failed"
    with pytest.raises(RefusalError):
        ledger.claims()
    await asyncio.sleep(0.3)
    assert ledger.claims() is None, "tried again"
    await ledger.close()
    assert not (tmp_path / "claims.json").exists()


async def test_judging_that_takes_too_long_is_ended_with_its_children(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_SECONDS", 1)
    note = tmp_path / "child"
    program = (
        "import subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"open({str(note)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        await judged((sys.executable, "-c", program))
    assert time.monotonic() - begun < 20
    await asyncio.sleep(0.2)
    assert not lives(note.read_text())


def lives(process):
    """Return whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_closing_ends_the_judging(tmp_path):
    ledger = Ledger(tmp_path, (sys.executable, "-c", "import time; time.sleep(60)"))
    ledger.claims()
    await asyncio.sleep(0.1)
    await asyncio.wait_for(ledger.close(), 60)
    assert not (tmp_path / "claims.json").exists()


def test_only_verdicts_and_kinds_of_the_ledger_are_read():
    assert read(json.dumps([CLAIM]).encode())[0].figure.value == 20
    for change in ({"verdict": "true"}, {"kind": "rumour"}, {"figure": 3}):
        with pytest.raises(ValueError, match=r"Invalid|Expected"):
            read(json.dumps([{**CLAIM, **change}]).encode())
