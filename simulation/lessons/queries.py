"""Every figure that a lesson can ask of a run, in one table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from simulation.errors import AbsentError, AskingError
from simulation.lessons import at_moment, whole_run
from simulation.lessons.figures import Figure
from simulation.moments import check as check_phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulation.lessons.scene import Scene

    Answer = Callable[[Scene, re.Match[str]], Figure | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of query: how it is written, what it means, and how it is answered.

    *pattern* gives its variable parts as groups; a group called `phrase…` is a moment.
    """

    form: str
    pattern: re.Pattern[str]
    meaning: str
    answer: Answer


def _kind(form: str, meaning: str, answer: Answer) -> Kind:
    pattern = re.escape(form)
    for written, read in (
        ("moveN", r"move(?P<move>[1-9]\d?)"),
        ("KEY", r"(?P<key>[a-z][\w.]{0,60})"),
        (r"PHRASE\ \.\.\ PHRASE", r"(?P<phrase1>.+?) \.\. (?P<phrase2>.+)"),
        ("PHRASE", r"(?P<phrase>.+)"),
    ):
        pattern = pattern.replace(re.escape(written) if written == "moveN" else written, read)
    return Kind(form, re.compile(pattern), meaning, answer)


_ALL: Final = (
    _kind("octets", "octets of the step's packet as it is at that moment", at_moment.octets),
    _kind("payload", "octets of user data in it", at_moment.payload),
    _kind("overhead", "octets that tunnels put around the user's packet", at_moment.overhead),
    _kind("layers", "names of its headers, from the outermost on", at_moment.layers),
    _kind("tunnels", "how many IP headers stand around the user's own", at_moment.tunnels),
    _kind("readable", "what somebody without a key can read of it", at_moment.readable),
    _kind("hidden", "octets of it that cannot be read without a key", at_moment.hidden),
    _kind("holders", "who holds the key without which it cannot be read", at_moment.holders),
    _kind("hops", "how many links it goes over, from its maker to its end", at_moment.hops),
    _kind("delay", "how long data that arrive have been under way", at_moment.delay),
    _kind("node", "the node at which the step's moment is", at_moment.node),
    _kind("reason", "why the step's packet ended there", at_moment.reason),
    _kind("time", "the time of the step's moment", at_moment.time),
    _kind("gap.longest", "the longest silence around any move", whole_run.longest_gap),
    _kind("gap.moveN", "the longest silence around the N-th move", whole_run.gap_of_move),
    _kind("lost", "user packets that were lost", whole_run.lost),
    _kind("lost.moveN", "user packets that were lost around the N-th move", whole_run.lost_in_move),
    _kind("sent", "user packets that were sent", whole_run.sent),
    _kind("delivered", "the share of user packets that came", whole_run.delivered),
    _kind("signalling.messages", "messages of Mobile IP and key exchange", whole_run.messages),
    _kind("signalling.octets", "octets of these", whole_run.message_octets),
    _kind("signalling.moveN.messages", "those from the N-th move to the next", whole_run.of_move),
    _kind("signalling.moveN.ike", "likewise, of IKE", whole_run.ike_of_move),
    _kind("signalling.moveN.mobile-ip", "likewise, of Mobile IP", whole_run.mip_of_move),
    _kind("setting.KEY", "the value of a parameter in the run", whole_run.setting),
    _kind("count: PHRASE", "how often that happens; after and before narrow it", whole_run.count),
    _kind("time: PHRASE", "when that happens", whole_run.time_of),
    _kind("span: PHRASE .. PHRASE", "how long it is from the first to the second", whole_run.span),
)  # fmt: skip
QUERIES: Final = _ALL
OTHER: Final = "other."
DIFFERENCE: Final = "difference."
PREFIXES: Final = {
    OTHER: "asks the run that the step is held against",
    DIFFERENCE: "how much the two runs differ, without a sign",
}


def _matched(text: str) -> tuple[str, Kind, re.Match[str]]:
    prefix = next((each for each in PREFIXES if text.startswith(each)), "")
    asked = text.removeprefix(prefix)
    for kind in QUERIES:
        match = kind.pattern.fullmatch(asked)
        if match is not None:
            return prefix, kind, match
    forms = [each.form for each in QUERIES]
    raise AskingError(
        "this is no query",
        where=f"{{{text}}}",
        accepted=", ".join([*forms, *(f"{each}…" for each in PREFIXES)]),
    )


def check(text: str, *, compared: bool) -> None:
    """Raise `AskingError` unless *text* can be asked of a run, or of two where it takes two."""
    prefix, _, match = _matched(text)
    if prefix and not compared:
        raise AskingError(
            "this step is about one run", where=f"{{{text}}}", accepted="with: and an option"
        )
    for name, value in match.groupdict().items():
        if name.startswith("phrase") and value is not None:
            check_phrase(value)


def answer(text: str, scene: Scene, other: Scene | None = None) -> Figure:
    """Return the answer to the query *text*; raise `AskingError` where there is none."""
    prefix, kind, match = _matched(text)
    if not prefix:
        return _answered(text, kind, match, scene)
    if other is None:
        raise AskingError(
            "this step is about one run", where=f"{{{text}}}", accepted="with: and an option"
        )
    there = _answered(text, kind, match, other)
    if prefix == OTHER:
        return there
    here = _answered(text, kind, match, scene)
    if isinstance(here.value, str) or isinstance(there.value, str):
        raise AskingError("words have no difference", where=f"{{{text}}}", accepted="a number")
    return Figure(abs(here.value - there.value), here.unit)


def _answered(text: str, kind: Kind, match: re.Match[str], scene: Scene) -> Figure:
    found = kind.answer(scene, match)
    if found is None:
        raise AbsentError(
            f"this run has no such figure: {kind.meaning}",
            where=f"{{{text}}}",
            accepted="a figure of this run",
        )
    return found
