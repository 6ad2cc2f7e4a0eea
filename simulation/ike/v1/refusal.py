"""A refusal that the peer is told about."""

from simulation.errors import PolicyError


class RefusalError(PolicyError):
    """A proposal that policy does not admit; *notification* is the number of the message."""

    def __init__(self, what: str, notification: int, spec: str) -> None:
        super().__init__(what)
        self.notification = notification
        self.spec = spec
