"""An independent reader of the captures' packets: it opens every layer with the exported keys.

It shares no code with the project; what it finds is handed to scapy and to the checks of
authentication extensions.
"""

import csv
import hashlib
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC


@dataclass(frozen=True)
class Layer:
    """A header and all that it carries, and between which IPv4 addresses it is."""

    protocol: str
    octets: bytes
    source: bytes = b""
    destination: bytes = b""
    opened: bytes = b""
    """Of ESP: the payload without padding; its protocol number is `next_header`."""
    next_header: int = 0

    @property
    def is_fragment(self) -> bool:
        return self.protocol == "ip" and bool(int.from_bytes(self.octets[6:8], "big") & 0x3FFF)


@dataclass(frozen=True)
class EspKey:
    encryption: str
    key: bytes
    authentication: str
    authentication_key: bytes


def read_esp_keys(directory: Path) -> dict[int, EspKey]:
    """Return the keys of an exported `esp_sa` by SPI."""
    text = (directory / "esp_sa").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {
        int(spi, 16): EspKey(encryption, bytes.fromhex(key[2:]), authentication, _octets(secret))
        for _, _, _, spi, encryption, key, authentication, secret in csv.reader(lines)
    }


def _octets(digits: str) -> bytes:
    return bytes.fromhex(digits[2:])


@dataclass
class Reader:
    """Takes frames apart, link by link; fragments wait until the rest of them is there."""

    keys: dict[int, EspKey]
    _pieces: dict[tuple[str, bytes, bytes, bytes], dict[int, tuple[bytes, bool]]] = field(
        default_factory=dict
    )

    def layers(self, link: str, frame: bytes) -> Iterator[Layer]:
        """Yield the layers of an Ethernet frame, outermost first; assert what cannot be."""
        yield Layer("ethernet", frame)
        (ethertype,) = struct.unpack_from("!H", frame, 12)
        if ethertype == 0x0806:
            yield Layer("arp", frame[14:])
        else:
            assert ethertype == 0x0800, hex(ethertype)
            yield from self._ip(link, frame[14:])

    def _ip(self, link: str, octets: bytes) -> Iterator[Layer]:
        head = (octets[0] & 15) * 4
        (total,) = struct.unpack_from("!H", octets, 2)
        assert total == len(octets), "an IP packet must fill what carries it"
        source, destination = octets[12:16], octets[16:20]
        yield Layer("ip", octets, source, destination)
        (fragment,) = struct.unpack_from("!H", octets, 6)
        payload = octets[head:]
        if fragment & 0x3FFF:
            key = (link, source, destination, octets[4:6] + octets[9:10])
            whole = self._reassemble(key, fragment, payload)
            if whole is None:
                return
            payload = whole
        yield from self._carried(link, octets[9], payload, source, destination)

    def _reassemble(
        self, key: tuple[str, bytes, bytes, bytes], fragment: int, payload: bytes
    ) -> bytes | None:
        pieces = self._pieces.setdefault(key, {})
        pieces[(fragment & 0x1FFF) * 8] = payload, not fragment & 0x2000
        whole = b""
        while len(whole) in pieces:
            piece, last = pieces[len(whole)]
            whole += piece
            if last:
                del self._pieces[key]
                return whole
        return None

    def _carried(
        self, link: str, protocol: int, octets: bytes, source: bytes, destination: bytes
    ) -> Iterator[Layer]:
        ends = source, destination
        match protocol:
            case 1:
                yield Layer("icmp", octets, *ends)
            case 4:
                yield from self._ip(link, octets)
            case 6:
                yield Layer("tcp", octets, *ends)
            case 17:
                yield Layer("udp", octets, *ends)
                yield from self._udp(link, octets, source, destination)
            case 47:
                yield Layer("gre", octets, *ends)
                yield from self._ip(link, octets[4:])
            case 50:
                yield from self._esp(link, octets, source, destination)
            case 55:
                yield Layer("minimal", octets, *ends)
                head = 12 if octets[1] & 0x80 else 8
                inner_source = octets[8:12] if head == 12 else source
                yield from self._carried(link, octets[0], octets[head:], inner_source, octets[4:8])
            case 59:
                pass
            case _:
                raise AssertionError(f"protocol {protocol}")

    def _udp(self, link: str, octets: bytes, source: bytes, destination: bytes) -> Iterator[Layer]:
        first, second, length = struct.unpack_from("!HHH", octets)
        assert length == len(octets)
        ports, payload = {first, second}, octets[8:]
        ends = source, destination
        if 434 in ports and payload[0] == 4:
            yield from self._carried(link, payload[1], payload[4:], source, destination)
        elif 434 in ports:
            yield Layer("mip", payload, *ends)
        elif 500 in ports:
            yield Layer("ike", payload, *ends)
        elif 4500 in ports and payload[:4] == bytes(4):
            yield Layer("ike", payload[4:], *ends)
        elif 4500 in ports and payload != b"\xff":
            yield from self._esp(link, payload, source, destination)
        elif ports == {67, 68}:
            yield Layer("dhcp", payload, *ends)
        elif 5004 in ports:
            yield Layer("flow", payload, *ends)

    def _esp(self, link: str, octets: bytes, source: bytes, destination: bytes) -> Iterator[Layer]:
        clear = open_esp(self.keys[int.from_bytes(octets[:4], "big")], octets)
        padding, next_header = clear[-2:]
        end = len(clear) - 2 - padding
        assert clear[end:-2] == bytes(range(1, padding + 1))
        inner = clear[:end]
        yield Layer("esp", octets, source, destination, inner, next_header)
        yield from self._carried(link, next_header, inner, source, destination)


def open_esp(key: EspKey, octets: bytes) -> bytes:
    """Return the decrypted part of *octets*, padding and trailer included; assert the ICV."""
    if key.authentication == "NULL":
        assert key.encryption.startswith("AES-GCM with 16 octet ICV")
        nonce = key.key[-4:] + octets[8:16]
        return AESGCM(key.key[:-4]).decrypt(nonce, octets[16:], octets[:8])
    assert key.authentication == "HMAC-SHA-1-96 [RFC2404]"
    icv = hmac.new(key.authentication_key, octets[:-12], hashlib.sha1).digest()[:12]
    assert icv == octets[-12:], "the ICV is wrong"
    block = 8 if key.encryption.startswith("TripleDES") else 16
    algorithm = TripleDES(key.key) if block == 8 else AES(key.key)
    decryptor = Cipher(algorithm, CBC(octets[8 : 8 + block])).decryptor()
    return decryptor.update(octets[8 + block : -12]) + decryptor.finalize()
