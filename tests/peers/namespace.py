"""A network namespace with a TAP device in it: a real host on a wire whose other end we hold.

What our nodes put on the wire are Ethernet frames, so the peer's kernel judges our ARP, IPv4,
fragments and checksums as well.  Everything that is taken here is given back in `finally`.
"""

import contextlib
import fcntl
import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

_TUNSETIFF = 0x400454CA
_TAP_WITHOUT_HEADER = 0x0002 | 0x1000
TUN = Path("/dev/net/tun")


def require(*programs):
    """Skip the test, saying why, where a peer cannot be run; *programs* are names or paths."""
    missing = [each for each in programs if shutil.which(each) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}; tests/system-packages installs them")
    if os.geteuid() != 0:
        pytest.skip("only root may make network namespaces")
    if not TUN.exists():
        pytest.skip(f"there is no {TUN}")
    refused = subprocess.run(["unshare", "-n", "-m", "true"], check=False, capture_output=True)
    if refused.returncode:
        pytest.skip(f"no network namespace can be made here: {refused.stderr.decode().strip()}")


class Namespace:
    """One host of its own: addresses on ``tap0``, and programs that run in it."""

    def __init__(self, name):
        self.name = name
        self.tap = -1

    def ip(self, *words):
        subprocess.run(["ip", "-n", self.name, *words], check=True, capture_output=True)

    def command(self, *words):
        """Return the command line that runs *words* inside."""
        return ["ip", "netns", "exec", self.name, *words]

    def open_tap(self, *addresses):
        """Make ``tap0`` in the namespace and give it *addresses*; its frames are read by us."""
        device = f"tap{os.getpid()}"
        self.tap = os.open(TUN, os.O_RDWR | os.O_NONBLOCK)
        request = struct.pack("16sH22x", device.encode(), _TAP_WITHOUT_HEADER)
        fcntl.ioctl(self.tap, _TUNSETIFF, request)
        subprocess.run(
            ["ip", "link", "set", device, "netns", self.name, "name", "tap0"],
            check=True,
            capture_output=True,
        )
        for each in addresses:
            self.ip("address", "add", each, "dev", "tap0")
        self.ip("link", "set", "tap0", "up")


@contextlib.contextmanager
def namespace(*addresses):
    """Give a namespace whose ``tap0`` has *addresses*, and take it away again."""
    space = Namespace(f"mipviz-peer-{os.getpid()}")
    subprocess.run(["ip", "netns", "add", space.name], check=True, capture_output=True)
    try:
        space.ip("link", "set", "lo", "up")
        space.open_tap(*addresses)
        yield space
    finally:
        if space.tap >= 0:
            os.close(space.tap)
        subprocess.run(["ip", "netns", "delete", space.name], check=True, capture_output=True)


@contextlib.contextmanager
def running(command, log, **changes):
    """Run *command* with its output in the file *log*, and end it again."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, **changes)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
