"""Inside or outside: how a mobile node decides whether a link is trusted (RFC 5265 section 3).

It asks its internal home agent in clear, from the interface itself.  Only an authentic answer
to such a request says "inside"; whatever came through an SA says nothing about the link.  That
nobody answers proves nothing: requests and replies may be lost.  So the node goes on asking, at
growing intervals of at most T_MONITOR, as long as it is not inside.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from simulation.kernel.node import Node
from simulation.roles.registration_client import ClientEvents, RegistrationClient, Way
from simulation.roles.role import Role, Timer
from simulation.time import SECOND
from simulation.wire import mobile_ip


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionConfig:
    """By what a node decides whether its link is trusted; times in ns."""

    needs_extension: bool = True
    """Whether only a reply with extension 149 proves the inside (RFC 5265 section 3.4)."""
    silence_ns: int = 3 * SECOND
    """Silence of the internal home agent that a node without an external one takes for outside."""
    monitor_ns: int = 60 * SECOND
    grace_ns: int = 10 * SECOND
    postpone_ns: int = 0
    """How long IKE waits for the inside to answer once the outside has (T_DETECT)."""


class Place(StrEnum):
    """What the node knows of the link it is on."""

    NOWHERE = "no link"
    DETECTING = "detecting"
    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass(slots=True)
class DetectionEvents:
    """The decisions that the node learns from detection."""

    inside: Callable[[], None]
    outside: Callable[[], None]
    uncertain: Callable[[str], None]
    search: Callable[[], None] = lambda: None
    """The inside is lost on a link that did not change: ask the external agent as well."""


class Detection(Role):
    """Decides once for each link, and again whenever the inside stops answering."""

    moves: ClassVar = {
        Place.NOWHERE: frozenset({Place.DETECTING}),
        Place.DETECTING: frozenset({Place.INSIDE, Place.OUTSIDE, Place.NOWHERE}),
        Place.INSIDE: frozenset({Place.DETECTING, Place.NOWHERE}),
        Place.OUTSIDE: frozenset({Place.DETECTING, Place.INSIDE, Place.NOWHERE}),
    }

    def __init__(
        self,
        node: Node,
        config: DetectionConfig,
        plain: RegistrationClient,
        events: DetectionEvents,
        *,
        waits_for_external: bool,
    ) -> None:
        super().__init__(node, "detection", Place.NOWHERE)
        self.config = config
        self.plain = plain
        self.events = events
        self.waits_for_external = waits_for_external
        plain.events = ClientEvents(accepted=self._plain_accepted)
        plain.longest_wait = config.monitor_ns
        self._way: Way | None = None
        self._lifetime: int | None = None
        self._silence = Timer(node, self._inside_is_silent)
        self._answered = ""
        self._postponed = Timer(node, self._outside_alone_answered)
        self._monitor = Timer(node, self._check_again)
        self._overdue = Timer(node, self._monitor_failed)

    # -- what happens -----------------------------------------------------------------------

    def link_changed(self, way: Way, lifetime: int | None = None) -> None:
        """Decide anew for a new link; until then no user data leave under old assumptions."""
        self._stop_timers()
        self._way, self._lifetime = way, lifetime
        self.become(Place.DETECTING, "the link changed", "RFC 5265 3.2")
        self.events.uncertain("the node does not know yet whether this link is trusted")
        self._ask("is this the inside?")

    def link_lost(self, because: str) -> None:
        """Stop deciding: the link is gone."""
        self._stop_timers()
        self.plain.stop(because)
        self.become(Place.NOWHERE, because)
        self.events.uncertain(because)

    def outside_answered(self, who: str) -> None:
        """Take the link to be outside, unless the internal home agent still answers.

        *who* answered is reached from outside: the external home agent (RFC 5265 section 3.3), or
        the VPN gateway (RFC 5266 section 3.4).
        """
        if self.state is Place.DETECTING and not self._postponed.running:
            self._answered = who
            self._postponed.start(self.config.postpone_ns)

    def _ask(self, because: str) -> None:
        assert self._way is not None
        if not self.waits_for_external:
            self._silence.start(self.config.silence_ns)
        self.plain.register(self._way, because, self._lifetime)

    def _stop_timers(self) -> None:
        for timer in (self._silence, self._postponed, self._monitor, self._overdue):
            timer.stop()

    # -- decisions --------------------------------------------------------------------------

    def _plain_accepted(
        self, reply: mobile_ip.RegistrationReply, message: mobile_ip.Message
    ) -> None:
        if self.config.needs_extension and message.find(mobile_ip.TrustedNetworks) is None:
            self.node.note(
                "a reply without extension 149 proves nothing about the link", "RFC 5265 3.2.3"
            )
            self.plain.stop("the internal home agent has answered; this binding may lapse")
            return
        self._silence.stop()
        self._postponed.stop()
        self._monitor.start(max(SECOND, self.config.monitor_ns - self.config.grace_ns))
        self._overdue.start(self.config.monitor_ns)
        if self.state is not Place.INSIDE:
            self.become(Place.INSIDE, "the internal home agent answered in clear", "RFC 5265 3.2.3")
            self.events.inside()

    def _inside_is_silent(self) -> None:
        if self.state is Place.DETECTING:
            silence = f"{self.config.silence_ns / SECOND:g} s"
            self._go_outside(f"the internal home agent was silent for {silence}")

    def _outside_alone_answered(self) -> None:
        self._go_outside(f"{self._answered} answered, the internal one did not")

    def _go_outside(self, because: str) -> None:
        self._stop_timers()
        self.become(Place.OUTSIDE, because, "RFC 5265 3.2")
        self.events.outside()

    def _check_again(self) -> None:
        """Ask the internal home agent again, so that a link that was swapped is noticed soon."""
        self.confirm("is this still the inside?")

    def confirm(self, because: str) -> None:
        """Register anew from inside, and remain there meanwhile."""
        if self.state is Place.INSIDE:
            assert self._way is not None
            self.plain.register(self._way, because, self._lifetime)

    def _monitor_failed(self) -> None:
        if self.state is Place.INSIDE:
            self.become(
                Place.DETECTING, "the inside has not answered for T_MONITOR", "RFC 5265 3.2.4"
            )
            self.events.uncertain("the inside stopped answering")
            self.events.search()
            self._ask("is the inside still there?")
