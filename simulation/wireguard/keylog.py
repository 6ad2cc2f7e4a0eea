"""The key log that Wireshark reads, from the keys that devices tell of."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

STATIC: Final = "wg-static"
EPHEMERAL: Final = "wg-ephemeral"
"""How the ids of private keys begin."""


class ToldKey(Protocol):
    """A `KeyMade` happening, or a `KeyHeld` event of a trace that has the same members."""

    @property
    def key(self) -> str:
        """The key's id, which begins with its kind."""
        ...

    @property
    def secret(self) -> Mapping[str, str]:
        """Named octets, hexadecimal."""
        ...

    @property
    def binding(self) -> Mapping[str, str]:
        """What the key belongs to."""
        ...


def keylog(keys: Iterable[ToldKey]) -> str:
    """Return the text of a file for the preference ``wg.keylog_file``.

    Static keys stand before ephemeral ones, each with the peer and pre-shared key it is for.
    """
    keys = list(keys)
    blocks = [
        f"LOCAL_STATIC_PRIVATE_KEY = {_base64(key.secret['private'])}\n"
        for key in keys
        if key.key.startswith(f"{STATIC}:")
    ]
    # Wireshark joins a pre-shared key to the ephemeral key on the line before.
    blocks += [
        f"REMOTE_STATIC_PUBLIC_KEY = {_base64(key.binding['remote'])}\n"
        f"LOCAL_EPHEMERAL_PRIVATE_KEY = {_base64(key.secret['private'])}\n"
        f"PRESHARED_KEY = {_base64(key.secret['preshared'])}\n"
        for key in keys
        if key.key.startswith(f"{EPHEMERAL}:")
    ]
    return "".join(dict.fromkeys(blocks))


def _base64(text: str) -> str:
    return b64encode(bytes.fromhex(text)).decode("ascii")
