"""A simulated world that keeps step with the clock on the wall, and a link that ends in a TAP."""

import os
import select
import subprocess
import tempfile
import time

from simulation.kernel.link import Link
from simulation.kernel.recorder import layer
from simulation.time import SECOND
from simulation.wire import icmp, ipv4
from tests.simulation.small_world import SmallWorld, address

MOST_OCTETS = 2048


class TapLink(Link):
    """A link whose other end is a real host's network card."""

    def connect(self, tap):
        """Put frames for the other end into the file descriptor *tap*."""
        self._tap = tap
        self._held = None

    def hold(self):
        """Keep what goes to the host until `let_go`: so both ends can speak at once."""
        self._held = []

    def let_go(self):
        """Send what was kept."""
        held, self._held = self._held, None
        for frame in held:
            os.write(self._tap, frame)

    def transmit(self, sender, packet, frame):
        """Hand *frame* to stations here and to the host; *lose* may take it away before."""
        number = self._record(sender, packet, frame, int(self.env.now), [])
        if self.loses(frame):
            self._lose(sender, packet, "link-loss", "the test lost it")
            return
        receivers = self._receivers(sender, frame[:6])
        if receivers:
            self._at(0, lambda event: self._arrive(receivers, packet, frame, number, event))
        if not receivers or frame[0] & 1:
            if self._held is None:
                os.write(self._tap, frame)
            else:
                self._held.append(frame)

    def bring(self, frame):
        """Let every station that is meant hear a *frame* of the host's."""
        octets = frame[14:]
        packet = self.recorder.packet(octets, (layer("data", "data", len(octets)),), "of the peer")
        number = self.recorder.frame(frame)
        for station in list(self.stations.values()):
            if frame[0] & 1 or station.mac == frame[:6]:
                station.receive(packet, frame, number)

    def lose(self, count):
        """Lose the next *count* frames of ours that carry IP."""
        left = iter(range(count))
        self.loses = lambda frame: frame[12:14] == b"\x08\x00" and next(left, None) is not None

    @staticmethod
    def loses(frame):
        """Lose nothing; a test puts another function here."""
        return False


class LiveWorld(SmallWorld):
    """Nodes of ours on one wire with a real host."""

    def __init__(self, space, prefix, seed=1):
        super().__init__(seed)
        self.space = space
        plain = self.link("wire", prefix)
        self.wire = TapLink(self.env, self.recorder, plain.shape, plain._chance)
        self.links["wire"] = self.wire
        self.wire.connect(space.tap)
        self._echoes = 0
        self._origin = time.monotonic_ns() - int(self.env.now)

    def until(self, holds, seconds=60.0, what=""):
        """Let time pass until *holds* is true; fail after so many seconds."""
        deadline = self._now() + int(seconds * SECOND)
        while True:
            self._catch_up()
            if holds():
                return
            now = self._now()
            assert now < deadline, what or f"not within {seconds} s: {holds.__name__}"
            self._listen(min(deadline, self.env.peek(), now + SECOND // 20) - now)

    def wait(self, seconds):
        """Let time pass."""
        due = self._now() + int(seconds * SECOND)
        self.until(lambda: self._now() >= due, seconds + 1)

    def pings(self, node, source, destination, tries=3):
        """Return whether one of so many echo requests of *node*, 3 s apart, is answered."""
        return any(self._ping(node, address(source), address(destination)) for _ in range(tries))

    def _ping(self, node, source, destination):
        self._echoes += 1
        number, answered = self._echoes, []
        echo = icmp.message(icmp.Echo(identifier=7, sequence=number), bytes(56))

        def hear(header, data, packet):
            answered.append(header.sequence)

        node.icmp.echo_listeners.append(hear)
        self.put(node, source, destination, ipv4.ICMP, echo)
        try:
            self.until(lambda: number in answered, 3)
        except AssertionError:
            return False
        finally:
            node.icmp.echo_listeners.remove(hear)
        return True

    def is_pinged(self, source, destination, tries=3):
        """Return whether the host gets an answer from *destination* within three seconds a try."""
        words = ("ping", "-c", "1", "-w", str(3 * tries), "-i", "0.3", "-I", source, destination)
        return self.runs(*words).returncode == 0

    def skip(self, seconds):
        """Let time pass here and not at the host."""
        self._origin -= int(seconds * SECOND)
        self._catch_up()

    def runs(self, *words, seconds=90):
        """Run a program at the host while time passes here; return how it ended."""
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                self.space.command(*words), stdout=output, stderr=subprocess.STDOUT
            )
            try:
                self.until(lambda: process.poll() is not None, seconds, f"{words} takes too long")
            finally:
                process.kill()
                process.wait()
            output.seek(0)
            told = output.read().decode()
        return subprocess.CompletedProcess(words, process.returncode, told)

    def _now(self):
        return time.monotonic_ns() - self._origin

    def _catch_up(self):
        now = self._now()
        while self.env.peek() <= now:
            self.env.step()
        self.env._now = now

    def _listen(self, longest):
        ready, _, _ = select.select([self.space.tap], [], [], max(0, longest) / SECOND)
        if ready:
            frame = os.read(self.space.tap, MOST_OCTETS)
            self._catch_up()
            if frame[12:14] in (b"\x08\x00", b"\x08\x06"):
                self.wire.bring(frame)
