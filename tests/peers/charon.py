"""strongSwan's charon in a namespace: its configuration, its control program, its end."""

import contextlib
import subprocess
import textwrap
import time

from tests.peers.namespace import namespace, require, running

CHARON = "/usr/lib/ipsec/charon"
SWANCTL = "swanctl"
OURS, ELSEWHERE, PEER = "192.0.2.1", "192.0.2.3", "192.0.2.9"
SERVER = "10.3.0.10"
INNER = "10.9.0.5"
SECRET = "group secret"
IDENTITY = "mn@example.com"
PREFIX = "192.0.2.0/24"

_DAEMON = """
charon {{
  load = random nonce aes sha1 sha2 hmac gcm gmp kdf openssl kernel-libipsec kernel-netlink \
socket-default vici updown resolve xauth-generic
  install_virtual_ip = yes
  retransmit_timeout = 1.0
  retransmit_base = 1.5
  retransmit_tries = 3
  {daemon}
  filelog {{
    log {{
      path = {log}
      default = 1
      ike = 2
      cfg = 2
      flush_line = yes
    }}
  }}
  plugins {{
    vici {{
      socket = unix://{socket}
    }}
  }}
}}
"""

_CONNECTION = """
connections {{
  mipviz {{
    version = {version}
    local_addrs = {local}
    remote_addrs = {remote}
    encap = {encap}
    mobike = yes
    proposals = {ike}
    {connection}
    {connection_more}
    local {{
      auth = psk
      id = {own}
    }}
    remote {{
      auth = psk
      id = {other}
    }}
    {authentication}
    children {{
      data {{
        esp_proposals = {esp}
        local_ts = {local_ts}
        remote_ts = {remote_ts}
        {child}
      }}
    }}
  }}
}}
pools {{
  inner {{
    addrs = {inner}
  }}
}}
secrets {{
  ike-mipviz {{
    secret = "{secret}"
  }}
  {secrets}
}}
"""

PROPOSALS = {
    "aes-cbc-sha1": ("aes128-sha1-modp1024", "aes128-sha1"),
    "aes-gcm": ("aes128-sha1-modp1024", "aes128gcm16"),
    "3des-sha1": ("3des-sha1-modp1024", "3des-sha1"),
}


class Charon:
    """A daemon that runs, and what can be asked of it."""

    def __init__(self, space, folder):
        self.space = space
        self.folder = folder
        self.world = None
        """The world that goes on while charon works; the test puts it here."""

    @property
    def log(self):
        path = self.folder / "charon.log"
        return path.read_text() if path.exists() else ""

    def swanctl(self, *words):
        """Return the command line that asks this charon."""
        return [SWANCTL, *words, "--uri", f"unix://{self.folder / 'vici'}"]

    def control(self, *words):
        """Run swanctl and return what it said; fail where it fails."""
        ended = self.world.runs(*self.swanctl(*words))
        assert ended.returncode == 0, f"{ended.stdout}\n{self.log}"
        return ended.stdout

    def initiate(self):
        """Have charon begin the association."""
        self.control("--initiate", "--child", "data", "--timeout", "20")

    def rekey(self, what):
        """Have charon begin to replace its ``child`` or its ``ike`` association."""
        self.control("--rekey", f"--{what}", {"child": "data", "ike": "mipviz"}[what])

    def terminate(self):
        """Have charon delete the association."""
        self.control("--terminate", "--ike", "mipviz", "--timeout", "5")

    def children(self):
        """Return how many pairs of ESP associations charon holds."""
        return self.control("--list-sas").count("INSTALLED")

    def associations(self):
        """Return how many IKE associations charon holds."""
        return self.control("--list-sas").count("ESTABLISHED")


def gateway(version, suite="aes-cbc-sha1", **changes):
    """Return the settings of a charon that gives addresses and answers."""
    ike, esp = PROPOSALS[suite]
    settings = {
        "version": version,
        "local": PEER,
        "remote": "%any",
        "ike": ike,
        "esp": esp,
        "own": PEER,
        "other": IDENTITY,
        "connection": "pools = inner",
        "local_ts": "0.0.0.0/0",
        "remote_ts": "dynamic",
    }
    return settings | changes


def client(version, suite="aes-cbc-sha1", **changes):
    """Return the settings of a charon that asks our gateway for an address."""
    ike, esp = PROPOSALS[suite]
    settings = {
        "version": version,
        "local": "%any",
        "remote": OURS,
        "ike": ike,
        "esp": esp,
        "own": IDENTITY,
        "other": OURS,
        "connection": "vips = 0.0.0.0",
        "local_ts": "dynamic",
        "remote_ts": "0.0.0.0/0",
    }
    return settings | changes


@contextlib.contextmanager
def charon(folder, settings, *addresses):
    """Give a charon that runs with *settings* in a namespace of its own."""
    require(CHARON, SWANCTL, "ip", "ping")
    empty = dict.fromkeys(("authentication", "child", "connection_more", "secrets", "daemon"), "")
    settings = empty | {"encap": "yes", "inner": f"{INNER}/32", "secret": SECRET} | settings
    (folder / "strongswan.conf").write_text(
        _DAEMON.format(log=folder / "charon.log", socket=folder / "vici", daemon=settings["daemon"])
    )
    (folder / "swanctl.conf").write_text(textwrap.dedent(_CONNECTION).format(**settings))
    with namespace(*(addresses or (f"{PEER}/24",))) as space:
        space.ip("address", "add", f"{SERVER}/32", "dev", "lo")
        # A /run of its own lets several daemons be at work on one machine.
        inside = f"mount -t tmpfs run /run && exec {CHARON}"
        started = space.command(
            "env", f"STRONGSWAN_CONF={folder / 'strongswan.conf'}", "sh", "-c", inside
        )
        with running(started, folder / "stderr.log") as process:
            _await(process, folder)
            peer = Charon(space, folder)
            loading = space.command(*peer.swanctl("--load-all", "--file", f"{folder}/swanctl.conf"))
            subprocess.run(loading, check=True, capture_output=True)
            yield peer


def _await(process, folder):
    for _ in range(100):
        if (folder / "vici").exists():
            return
        assert process.poll() is None, (folder / "stderr.log").read_text()
        time.sleep(0.05)
    raise AssertionError("charon does not open its socket")
