"""Addresses that store nothing: a scenario as the query of a URL, written and read here alone.

A preset is named and what differs from it stands in words: ``option=1.1&scenario=behind-nat&
set.suite=aes-gcm``.  Any other scenario travels whole in ``document``: its JSON, compressed with
DEFLATE (RFC 1951), in the URL-safe alphabet of base64 (RFC 4648 section 5) without padding.  The
run's name is its digest, never this text, so another compressor may write another address of it.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from simulation.errors import LimitError, ScenarioError
from simulation.scenario.document import OWN_SLUG, OWN_TITLE, Scenario
from simulation.scenario.presets import PRESETS
from simulation.scenario.settings import settings_of, with_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_SCENARIO: Final = "leave-colocated"
"""What an address that names no scenario shows."""
ADDRESS_LIMIT: Final = 2_000
"""Characters that mail, chats and browsers carry whole; a longer address is better saved."""
TEXT_LIMIT: Final = 32_768
"""Longest ``document`` that is read, in characters."""
DOCUMENT_LIMIT_OCTETS: Final = 131_072
"""Longest JSON that it may expand to."""
_ACCEPTED: Final = "the value of document= as an address of mipviz has it, whole"


@dataclass(frozen=True, slots=True)
class Address:
    """What an address asks for; what made no sense was left out and is named."""

    scenario: Scenario
    warnings: tuple[ScenarioError, ...] = ()


def write(scenario: Scenario) -> str:
    """Return the query that `read` takes back for *scenario*, labels included."""
    preset = scenario.preset()
    if preset is None or scenario.title != preset.title or scenario.description:
        return urlencode({"document": pack(scenario.document())})
    query = {"option": scenario.option, "scenario": preset.slug}
    if scenario.seed != 1:
        query["seed"] = str(scenario.seed)
    settings = settings_of(scenario)
    if scenario.duration_ns != preset.duration_ns:
        settings["duration_ns"] = str(scenario.duration_ns)
    return urlencode(query | {f"set.{key}": value for key, value in settings.items()})


def read(
    query: Mapping[str, str], options: Mapping[str, str], otherwise: str = FIRST_SCENARIO
) -> Address:
    """Return the scenario that *query* (option, scenario or document, seed, set.KEY) asks for.

    A single value that cannot be used is left at what it was, with a warning.  A ``document`` is
    taken whole or refused with `ScenarioError`: half of it would be another run.
    """
    warnings: list[ScenarioError] = []
    asked = _asked(query, options, otherwise, warnings)
    settings: dict[str, str] = {}
    for where, key, value in _changes(query):
        try:
            _judge(key, value, options)
        except ScenarioError as error:
            warnings.append(ScenarioError(error.what, where=where, accepted=error.accepted))
        else:
            (asked if key == "option" else settings)[key] = value
    changed = with_settings(asked, settings)
    return Address(Scenario.from_document(changed, options), tuple(warnings))


def _judge(key: str, value: str, options: Mapping[str, str]) -> None:
    """Raise `ScenarioError` if *value* is none of *key*: no timeline is needed to know that."""
    alone = {key: value} if key == "option" else with_settings({}, {key: value})
    Scenario.from_document(alone, options)


def _asked(
    query: Mapping[str, str],
    options: Mapping[str, str],
    otherwise: str,
    warnings: list[ScenarioError],
) -> dict[str, Any]:
    """Return the complete document that the changes of *query* apply to."""
    slug = query.get("scenario") or otherwise
    if query.get("document"):
        document = unpack(query["document"])
        if query.get("scenario"):
            what = "an address with a document of its own names no preset"
            warnings.append(ScenarioError(what, where="scenario", accepted="one of the two"))
    elif slug in PRESETS:
        document = {"slug": slug}
    else:
        what = f"{slug[:80]!r} is no scenario"
        warnings.append(ScenarioError(what, where="scenario", accepted=", ".join(PRESETS)))
        document = {"slug": otherwise}
    return Scenario.from_document(document, options).document()


def _changes(query: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return place, key and value of everything that *query* changes, in its order."""
    named = [(key, key, query[key]) for key in ("option", "seed") if query.get(key)]
    return named + [(name, name[4:], query[name]) for name in query if name.startswith("set.")]


def pack(document: Mapping[str, Any]) -> str:
    """Return *document* as the text of ``document=``; what has its default is left out."""
    usual = {"slug": OWN_SLUG, "title": OWN_TITLE, "seed": 1, "flows": [["mn", "cn"]], "link": {}}
    short = {key: value for key, value in document.items() if usual.get(key) != value}
    text = json.dumps(short, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    octets = compressor.compress(text.encode()) + compressor.flush()
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unpack(text: str) -> dict[str, Any]:
    """Return the document that `pack` wrote; raise `ScenarioError` for any other text."""
    if len(text) > TEXT_LIMIT:
        raise LimitError(
            "it is too long", where="document", accepted=f"at most {TEXT_LIMIT} characters"
        )
    octets = _expanded(text)
    try:
        document = json.loads(octets)
    except (ValueError, RecursionError) as error:
        raise _broken("it holds no JSON") from error
    if not isinstance(document, dict):
        raise _broken("it holds no object")
    return document


def _expanded(text: str) -> bytes:
    """Return the octets that *text* expands to, within bounds; raise `ScenarioError` if none."""
    try:
        packed = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
        expander = zlib.decompressobj(-zlib.MAX_WBITS)
        octets = expander.decompress(packed, DOCUMENT_LIMIT_OCTETS + 1)
    except (binascii.Error, UnicodeEncodeError, zlib.error) as error:
        raise _broken("it was cut or changed on its way") from error
    if len(octets) > DOCUMENT_LIMIT_OCTETS:
        raise LimitError(
            "it expands to too much",
            where="document",
            accepted=f"at most {DOCUMENT_LIMIT_OCTETS} octets of JSON",
        )
    if not expander.eof or expander.unused_data:
        raise _broken("it was cut or has something behind it")
    return octets


def _broken(what: str) -> ScenarioError:
    return ScenarioError(what, where="document", accepted=_ACCEPTED)
