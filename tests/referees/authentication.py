"""Checks the authentication extensions of Mobile IP messages, which tshark only shows."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence

FIXED_OCTETS = {1: 24, 3: 20, 16: 12, 17: 16, 19: 16, 200: 28, 201: 24, 202: 20, 203: 20}
"""Octets before the extensions, by message type; a Binding Update depends on its flags."""

MUST_BEAR = {1: {32}, 3: {32}, 18: {35}, 19: {35}, 200: {32}, 201: {32}, 202: {32}, 203: {32}}
AUTHENTICATIONS = range(32, 36)
FOREIGN_AGENTS_CODES = range(64, 128)


def complaints(message: bytes, keys: Mapping[int, Sequence[bytes]]) -> Iterator[str]:
    """Yield what is wrong with the authentication of *message*; *keys* are by SPI."""
    kind = message[0]
    borne = set()
    for extension, start, end in extensions(message):
        if extension in AUTHENTICATIONS:
            borne.add(extension)
            spi = int.from_bytes(message[start + 2 : start + 6], "big")
            if not any(_proves(message, start, end, key) for key in keys.get(spi, ())):
                yield f"type {kind}: extension {extension} with SPI {spi:#x} proves nothing"
    refused_on_the_way = kind in {3, 201} and message[1] in FOREIGN_AGENTS_CODES
    if not refused_on_the_way and not MUST_BEAR.get(kind, set()) <= borne:
        yield f"type {kind} bears {borne}, not {MUST_BEAR[kind]}"


def extensions(message: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield type, start and end of every extension."""
    kind = message[0]
    place = (20 if message[1] & 0x40 else 12) if kind == 18 else FIXED_OCTETS[kind]
    while place < len(message):
        end = place + 2 + message[place + 1]
        assert end <= len(message), "an extension runs past the end"
        yield message[place], place, end
        place = end


def _proves(message: bytes, start: int, end: int, key: bytes) -> bool:
    right = hmac.new(key, message[: start + 6], hashlib.md5).digest()
    return message[start + 6 : end] == right
