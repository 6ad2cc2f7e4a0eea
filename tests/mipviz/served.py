"""The lab in a process of its own, and how to talk to it."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from websockets.sync.client import connect

FROM_HERE = (sys.executable, "-c", "from mipviz.site.cli import main; main([])")
SHORT = {"option": "1.1", "slug": "power-up-inside", "duration_ns": 8_000_000_000}
SHORT |= {"start": {"mn": "office"}, "actions": [{"at_ns": 10**9, "node": "mn", "do": "switch-on"}]}


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    """The lab in a process of its own."""

    def __init__(self, folder, program=FROM_HERE, *, cwd=None, base=os.environ):
        self.port = free_port()
        self.process = subprocess.Popen(
            program,
            env={**base, "PORT": str(self.port), "MIPVIZ_DATA": str(folder)},
            cwd=cwd,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        self.errors = b""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        for _ in range(300):
            with contextlib.suppress(OSError):
                self.get("/options/")
                return
            time.sleep(0.1)
        raise TimeoutError("the server did not start")

    def _read(self):
        for line in self.process.stderr:
            self.errors += line

    def get(self, path, wait=20, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=wait) as response:
            return response.read()

    def post(self, path, document):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            json.dumps(document).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def connect(self, **more):
        return connect(f"ws://127.0.0.1:{self.port}/ws/runs", max_size=None, **more)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self._reader.join()
        self.process.stderr.close()


def say(wire, **message):
    wire.send(json.dumps(message))


def hear(wire):
    return json.loads(wire.recv(timeout=60))


def until_end(wire):
    heard = []
    while not heard or heard[-1]["type"] != "end":
        heard.append(hear(wire))
        assert heard[-1]["type"] != "error", heard[-1]
        if heard[-1]["type"] == "chunk":
            say(wire, type="credit", chunks=1)
    return heard


def processes(parent):
    """Return the ids of *parent* and its children."""
    found = [parent]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def resident(process):
    """Return the resident octets of a process."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith("VmRSS"))
    return int(line.split()[1]) << 10
