"""Asking: which kinds there are, where each can be asked, and the question at a moment."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from simulation.predictions.arrives import ARRIVES
from simulation.predictions.chance import shuffled, stream
from simulation.predictions.changing_table import TABLE
from simulation.predictions.exchange import SHUFFLED
from simulation.predictions.first_back import FIRST_BACK
from simulation.predictions.hidden_fields import FIELDS
from simulation.predictions.kind import Asking
from simulation.predictions.layers import LAYERS
from simulation.predictions.next_hop import NEXT_HOP
from simulation.predictions.outermost import OUTERMOST
from simulation.predictions.prediction import NoPredictionError
from simulation.predictions.reaction import REACTION
from simulation.predictions.scene import Scene
from simulation.predictions.silence import SILENCE
from simulation.predictions.tunnel_adds import TUNNEL_ADDS
from simulation.predictions.tunnels_changed import TUNNELS_CHANGED
from simulation.predictions.who_reads import WHO_READS
from simulation.time import SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulation.predictions.kind import Kind
    from simulation.predictions.prediction import Prediction
    from simulation.trace import Trace

_ALL: Final = (
    NEXT_HOP,
    OUTERMOST,
    LAYERS,
    WHO_READS,
    TUNNEL_ADDS,
    ARRIVES,
    TABLE,
    REACTION,
    SILENCE,
    TUNNELS_CHANGED,
    FIELDS,
    SHUFFLED,
    FIRST_BACK,
)
KINDS: Final[Mapping[str, Kind]] = {each.slug: each for each in _ALL}
"""Every kind of question, by its slug, in the order in which they are offered."""
FIRST_SEED: Final = 1
_TRIES: Final = 3
"""Moments of one situation that are tried before it is held to give no question."""


class Examiner:
    """Asks about one finished trace, and about *others* that made the same move."""

    def __init__(self, trace: Trace, others: Sequence[Trace] = ()) -> None:
        self.scene = Scene(trace)
        self._others = tuple(Scene(each) for each in others)

    def moments(self, kind: str) -> list[int]:
        """Return the events after which *kind* is worth asking: each new situation once."""
        found: dict[object, int] = {}
        tries: Counter[object] = Counter()
        for each in sorted(_kind(kind).candidates(self.scene), key=lambda each: each.at):
            if each.news in found or tries[each.news] == _TRIES:
                continue
            tries[each.news] += 1
            if self._made(kind, each.at, FIRST_SEED) is not None:
                found[each.news] = each.at
        return sorted(set(found.values()))

    def ask(self, kind: str, at: int | None = None, seed: int = FIRST_SEED) -> Prediction:
        """Return the question of that kind after event *at*, or at the first moment after it.

        Without *at* the seed chooses among the moments that are worth it.  Raises
        `NoPredictionError` where there is none.
        """
        if at is None:
            worth = self.moments(kind)
            if not worth:
                raise NoPredictionError(
                    f"Nothing to ask here: {_kind(kind).lacks}.", accepted="another run or kind"
                )
            chosen = worth[stream(seed, kind, 0).below(len(worth))]
            return self._certain(kind, chosen, seed)
        later = sorted({each.at for each in _kind(kind).candidates(self.scene) if each.at >= at})
        for moment in later:
            made = self._made(kind, moment, seed)
            if made is not None:
                return made
        raise NoPredictionError(
            f"Nothing to ask from here on: {_kind(kind).lacks}.",
            where="at",
            accepted="an earlier moment, another run or kind",
        )

    def near(self, at: int, seed: int = FIRST_SEED) -> Prediction:
        """Return the question, of whatever kind, that is closest at or after event *at*.

        Among those that stop within the same second the seed chooses.
        """
        found = []
        for kind in KINDS:
            with suppress(NoPredictionError):
                found.append(self.ask(kind, at, seed))
        if not found:
            raise NoPredictionError(
                "Nothing to ask from here on.", where="at", accepted="an earlier moment"
            )
        first = min(each.at_ns for each in found)
        near = [each for each in found if each.at_ns - first < SECOND]
        return near[stream(seed, "near", at).below(len(near))]

    def several(self, kinds: Sequence[str], count: int, seed: int) -> list[Prediction]:
        """Return up to *count* questions of these *kinds*, drawn by *seed*, kinds in turn."""
        drawn = [
            [(kind, at) for at in shuffled(self.moments(kind), stream(seed, kind, 0))]
            for kind in shuffled(kinds, stream(seed, "kinds", 0))
        ]
        longest = max(map(len, drawn), default=0)
        turns = [each[place] for place in range(longest) for each in drawn if place < len(each)]
        return [self._certain(kind, at, seed) for kind, at in turns[:count]]

    def _certain(self, kind: str, at: int, seed: int) -> Prediction:
        made = self._made(kind, at, seed)
        assert made is not None, (kind, at)
        return made

    def _made(self, kind: str, at: int, seed: int) -> Prediction | None:
        asking = Asking(at, seed, stream(seed, kind, at), self._others)
        return _kind(kind).make(self.scene, asking)


def ask(
    trace: Trace,
    kind: str,
    at: int | None = None,
    *,
    seed: int = FIRST_SEED,
    others: Sequence[Trace] = (),
) -> Prediction:
    """Return a question about *trace*; see `Examiner.ask`."""
    return Examiner(trace, others).ask(kind, at, seed)


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise NoPredictionError(f"There is no kind {slug[:40]!r}.", accepted=", ".join(KINDS))
    return KINDS[slug]
