"""Which payloads a message may hold, as rows; read by both versions."""

from collections.abc import Sequence
from typing import NamedTuple

from simulation.errors import WireError
from simulation.trace import MessageKind

Row = tuple[int, int, int]
"""Kind of payload, the least and the most that may occur."""


class Label(NamedTuple):
    """What a message is called: a name for people, and the kind that programs know it by."""

    name: str
    message: MessageKind


class MessageRule(NamedTuple):
    """What one message of one exchange consists of."""

    name: str
    encrypted: bool
    rows: tuple[Row, ...]
    spec: str
    message: MessageKind = ""
    """Its kind; empty where each maker of such a message names its own."""

    @property
    def label(self) -> Label:
        """What a message is called whose maker has no better name for it."""
        return Label(self.name, self.message)

    def check(self, kinds: Sequence[int], *, encrypted: bool) -> None:
        """Raise `WireError` unless a message of these payloads obeys the rule."""
        if encrypted is not self.encrypted:
            raise WireError(f"{self.name}: {'' if self.encrypted else 'not '}to be encrypted")
        known = set()
        for kind, least, most in self.rows:
            known.add(kind)
            count = kinds.count(kind)
            if not least <= count <= most:
                raise WireError(f"{self.name}: {count} payloads of kind {kind}")
        for kind in kinds:
            if kind not in known:
                raise WireError(f"{self.name}: payload {kind} does not belong there")
