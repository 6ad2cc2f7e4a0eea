"""One node's IKE daemon: finds the session of a message, or begins one, for both versions.

It owns no socket and no clock.  Whoever drives it hands in what arrived and what time it is,
asks when to come back, and takes out datagrams and happenings.
"""

from simulation.errors import CheckError, PolicyError, WireError
from simulation.ike.association import Path
from simulation.ike.configuration import Configuration
from simulation.ike.happenings import Datagram, Happening, Outbox, Rejected
from simulation.ike.session import Session
from simulation.ike.v1.session import SessionV1
from simulation.ike.v2.session import SessionV2
from simulation.wire.address import Address, Prefix
from simulation.wire.isakmp import IsakmpHeader, header_of

MOST_SESSIONS = 4096
"""Beyond this a responder begins nothing new: octets from outside must not fill memory."""

_REASONS = ((WireError, "malformed"), (CheckError, "authentication"), (PolicyError, "policy"))


class Endpoint:
    """IKE at one node, towards any number of peers."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._sessions: dict[str, Session] = {}
        self._outbox = Outbox()

    def initiate(self, local: Address, peer: Address, now_ns: int) -> str:
        """Begin an association from *local* with *peer*; return the session's name."""
        session = self._begin(Path(local, 500, peer, 500))
        first = not any(
            each.established and each.path.peer == peer for each in self._sessions.values()
        )
        self._sessions[session.name] = session
        session.initiate(now_ns, first_contact=first)
        return session.name

    def _begin(self, path: Path) -> Session:
        cookie = self.configuration.stream("cookie").octets(8)
        return self._make(self.configuration.version, path, cookie, initiator=True)

    def _make(self, version: int, path: Path, cookie: bytes, *, initiator: bool) -> Session:
        return (SessionV2 if version == 2 else SessionV1)(
            self.configuration,
            path,
            self._outbox,
            cookie=cookie,
            initiator=initiator,
            registry=self,
        )

    def receive(
        self,
        payload: bytes,
        source: Address,
        source_port: int,
        destination: Address,
        destination_port: int,
        now_ns: int,
    ) -> None:
        """Take in a message that arrived, without its non-ESP marker.

        Nothing that a peer can send raises: what is refused is told as `Rejected`.
        """
        path = Path(destination, destination_port, source, source_port)
        try:
            header = header_of(payload)
            session = self._session_for(header, path)
            session.receive(payload, header, path, now_ns)
            self._sessions.setdefault(session.name, session)
        except (WireError, CheckError, PolicyError) as error:
            spec = "RFC 7296" if payload[17:18] == b"\x20" else "RFC 2408"
            reason = next(name for kind, name in _REASONS if isinstance(error, kind))
            self._outbox.report(Rejected(reason, str(error), spec))
        self._settle()

    def _session_for(self, header: IsakmpHeader, path: Path) -> Session:
        name = f"{header.initiator:016x}"
        session = self._sessions.get(name)
        if session is not None:
            return session
        if header.responder != 0:
            raise PolicyError(f"no association with cookies {name} {header.responder:016x}")
        if len(self._sessions) >= MOST_SESSIONS:
            raise PolicyError(f"{MOST_SESSIONS} associations are open already")
        cookie = header.initiator.to_bytes(8, "big")
        return self._make(header.major, path, cookie, initiator=False)

    def next_timer(self) -> int | None:
        """Return when `on_timer` is to be called, in ns, or `None`."""
        return min(
            (due for each in self._sessions.values() if (due := each.next_timer()) is not None),
            default=None,
        )

    def on_timer(self, now_ns: int) -> None:
        """Do whatever has become due by *now_ns*."""
        for session in list(self._sessions.values()):
            due = session.next_timer()
            if due is not None and due <= now_ns:
                session.on_timer(now_ns)
        self._settle()

    def delete(self, session: str, now_ns: int) -> None:
        """Tell the peer that *session* and its children are deleted, and forget them."""
        if session in self._sessions:
            self._sessions[session].delete(now_ns)
            self._settle()

    def add_child(
        self, session: str, local: Prefix | None, remote: Prefix | None, now_ns: int
    ) -> None:
        """Begin another pair of ESP associations under *session*."""
        if session in self._sessions:
            self._sessions[session].add_child(local, remote, now_ns)

    def move(self, session: str, local: Address, now_ns: int) -> None:
        """Go on from the address *local*: silently in IKEv1, with MOBIKE in IKEv2."""
        if session in self._sessions:
            self._sessions[session].move(local, now_ns)

    def heard(self, session: str, path: Path | None, now_ns: int) -> bool:
        """Note that authentic ESP came from the peer, so it need not be asked if it lives.

        *path* is by which way, where it is newer than all before it and shows that.  Return
        whether something has happened because of it.
        """
        if session in self._sessions:
            self._sessions[session].heard(now_ns)
            if path is not None:
                self._sessions[session].go_after(path)
        return bool(self._outbox.happenings)

    def path_of(self, session: str) -> Path | None:
        """Return the path that a session uses now; none where there is no such session."""
        found = self._sessions.get(session)
        return None if found is None else found.path

    def sessions(self) -> list[Session]:
        """Return the sessions, oldest first."""
        return list(self._sessions.values())

    def adopt(self, session: Session) -> None:
        """Keep a session that another one made, to take its place."""
        self._sessions[session.name] = session

    def drain(self) -> tuple[list[Datagram], list[Happening]]:
        """Return what is to be sent and what has happened since the last call."""
        taken = (self._outbox.datagrams, self._outbox.happenings)
        self._outbox.datagrams, self._outbox.happenings = [], []
        return taken

    def _settle(self) -> None:
        for name in [name for name, each in self._sessions.items() if each.finished]:
            del self._sessions[name]
