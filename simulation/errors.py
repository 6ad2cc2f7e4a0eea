"""Errors say whose fault it was: octets, a check, a policy, the user's input, or our own code."""


class SimulationError(Exception):
    """Base of every error that this package raises on purpose."""


class WireError(SimulationError, ValueError):
    """Octets that do not fit the header they claim to be, or a value that fits no field."""


class CheckError(SimulationError):
    """Octets that parse but fail authentication, integrity or replay protection."""


class PolicyError(SimulationError):
    """A packet that no security association, rule or selector admits."""


class MoveError(SimulationError, RuntimeError):
    """A role was asked for a state change that its table does not contain: our own bug."""


class ScenarioError(SimulationError, ValueError):
    """A scenario that cannot be run; the message says what, where and what is accepted.

    *where* is the dotted path of the offending key, *accepted* what would do.
    """

    def __init__(self, what: str, *, where: str, accepted: str) -> None:
        super().__init__(f"{where}: {what}; accepted: {accepted}")
        self.what = what
        self.where = where
        self.accepted = accepted


class AskingError(SimulationError, ValueError):
    """Something asked of a trace that makes no sense; the message says what, where, what would do.

    *where* is the part of the question that is at fault, *accepted* what would do.
    """

    def __init__(self, what: str, *, where: str, accepted: str) -> None:
        super().__init__(f"{where}: {what}; accepted: {accepted}")
        self.what = what
        self.where = where
        self.accepted = accepted


class AbsentError(AskingError):
    """Something that makes sense and that this trace does not hold."""


class LimitError(ScenarioError):
    """A scenario that asks for more time, events or octets than one run may use."""
