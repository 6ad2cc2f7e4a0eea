"""A Wireshark configuration directory that opens everything in a trace's capture.

Wireshark and tshark take it from the environment: ``WIRESHARK_CONFIG_DIR=DIR``.  The key
tables come from the trace's `key` events; the dissector in `plugins/` teaches Wireshark what
it does not know.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from simulation.crypto.suites import SUITES, IkeSuite
from simulation.trace import KeyHeld
from simulation.wireguard.keylog import keylog

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from simulation.trace import Trace

MARK = "Written by mipviz; replaced at the next export"
"""What the first line of each file says, after the file's sign for a comment."""

_LUA = "mipviz.lua"

PREFERENCES: tuple[tuple[str, str, str], ...] = (
    ("esp.enable_encryption_decode", "TRUE", "the keys are in esp_sa"),
    ("esp.enable_authentication_check", "TRUE", "every ICV is right, or the packet says why not"),
    ("esp.do_esp_sequence_analysis", "FALSE", "one packet is seen on several links"),
    ("tcp.analyze_sequence_numbers", "FALSE", "one segment is seen on several links"),
    ("tcp.desegment_tcp_streams", "FALSE", "copies of a segment are no overlap"),
    ("ip.check_checksum", "TRUE", "no network card fills in checksums here"),
    ("udp.check_checksum", "TRUE", ""),
    ("tcp.check_checksum", "TRUE", ""),
    ("tcp.relative_sequence_numbers", "TRUE", ""),
    ("nameres.use_external_name_resolver", "FALSE", "the addresses are made up"),
)
"""Preferences other than Wireshark's defaults: name, value, why."""

_COLUMNS = (
    ("No.", "%m"),
    ("Time", "%t"),
    ("Link", "%Cus:frame.interface_name:0:R"),
    ("Source", "%s"),
    ("Destination", "%d"),
    ("Protocol", "%p"),
    ("Length", "%L"),
    ("Purpose", "%Cus:frame.comment:0:R"),
    ("Info", "%i"),
)


def write_wireshark_directory(trace: Trace, path: Path) -> None:
    """Make *path* the Wireshark configuration directory of *trace*'s capture.

    The directory is made if it is missing.  A file of ours is replaced; raise
    `FileExistsError`, before anything is written, if a file in the way is not ours.
    """
    texts = dict(_files(trace))
    for name in texts:
        _check_ours(path, name)
    for name, text in texts.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def _check_ours(directory: Path, name: str) -> None:
    file = directory / name
    if file.is_symlink() or (directory / name.partition("/")[0]).is_symlink():
        raise FileExistsError(f"{file} is a symbolic link; name a directory of its own")
    if file.exists():
        with file.open(encoding="utf-8", errors="replace") as stream:
            if MARK not in stream.readline():
                raise FileExistsError(
                    f"{file} was not written by mipviz; name a directory of its own"
                )


def _files(trace: Trace) -> Iterator[tuple[str, str]]:
    keys = _keys(trace)
    yield "esp_sa", _lines(_esp_lines(keys))
    yield "ikev1_decryption_table", _lines(_ikev1_lines(keys))
    yield "ikev2_decryption_table", _lines(_ikev2_lines(keys))
    yield "wireguard_keys", _lines(keylog(keys).splitlines())
    yield "preferences", _lines(_preference_lines())
    dissector = files("simulation.capture").joinpath("plugins", _LUA).read_text(encoding="utf-8")
    yield f"plugins/{_LUA}", f"-- {MARK}\n{dissector}"


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (f"# {MARK}", *lines))


def _keys(trace: Trace) -> list[KeyHeld]:
    """Return every key of *trace* once, in order of making."""
    found: dict[str, KeyHeld] = {}
    for _, event in trace.of(KeyHeld):
        found.setdefault(event.key, event)
    return list(found.values())


def _esp_lines(keys: Iterable[KeyHeld]) -> Iterator[str]:
    """Yield a line for each direction of each SA, for any addresses: they change under an SA."""
    for key in keys:
        if key.key.startswith("esp:"):
            suite = SUITES[key.algorithm]
            yield _record(
                "IPv4",
                "*",
                "*",
                f"0x{int(key.binding['spi'], 16):08x}",
                suite.wireshark_encryption,
                _hex(key.secret["encryption"] + key.secret.get("salt", "")),
                suite.wireshark_authentication,
                _hex(key.secret.get("authentication", "")),
            )


def _ikev1_lines(keys: Iterable[KeyHeld]) -> Iterator[str]:
    for key in keys:
        if key.key.startswith("ikev1:"):
            yield f"{key.binding['cookie_i']},{key.secret['encryption']}"


def _ikev2_lines(keys: Iterable[KeyHeld]) -> Iterator[str]:
    for key in keys:
        if key.key.startswith("ikev2:"):
            ike, secret = _ike_suite(key.algorithm), key.secret
            spis = f"{key.binding['spi_i']},{key.binding['spi_r']}"
            encryption = f'{secret["sk_ei"]},{secret["sk_er"]},"{ike.wireshark_v2_encryption}"'
            integrity = f'{secret["sk_ai"]},{secret["sk_ar"]},"{ike.wireshark_v2_integrity}"'
            yield f"{spis},{encryption},{integrity}"


def _ike_suite(algorithm: str) -> IkeSuite:
    """Return the IKE algorithms whose description begins like *algorithm*."""
    return SUITES["3des-sha1" if algorithm.startswith("3des") else "aes-cbc-sha1"].ike


def _preference_lines() -> Iterator[str]:
    for name, value, why in PREFERENCES:
        if why:
            yield f"# {why[0].upper()}{why[1:]}."
        yield f"{name}: {value}"
    yield "gui.column.format: "
    width = len(_COLUMNS) - 1
    for place, (title, what) in enumerate(_COLUMNS):
        yield f'\t"{title}", "{what}"{"," if place < width else ""}'


def _record(*values: str) -> str:
    return ",".join(f'"{value}"' for value in values)


def _hex(digits: str) -> str:
    return f"0x{digits}" if digits else ""
