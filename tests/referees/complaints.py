"""What tshark has to complain about in a capture whose keys it was given."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from tests.referees.frames import Frame

CHECKSUMS = (
    "ip.checksum.status",
    "udp.checksum.status",
    "tcp.checksum.status",
    "icmp.checksum.status",
    "gre.checksum.status",
    "minenc.checksum_good",
)
FIELDS = (
    *CHECKSUMS,
    "_ws.lua.error",
    "ip.flags.mf",
    "ip.frag_offset",
    "esp.spi",
    "esp.icv_good",
    "esp.icv_bad",
    "esp.protocol",
    "esp.pad_len",
    "udpencap.nat_keepalive",
    "isakmp.version",
    "isakmp.flags",
    "isakmp.typepayload",
    "isakmp.enc.decrypted",
    "isakmp.enc.iv",
    "mipviz.copy_of",
    "wg.type",
    "wg.decryption_error",
    "wg.decryption_unsupported",
    "wg.handshake_ok",
    "wg.keepalive",
)

ERROR = 0x800000
BAD = {"0", "Bad", "False"}
TRUE = {"1", "True"}
NO_NEXT_HEADER = {"59", "0x3b"}
ENCRYPTED_V1 = 0x01
LEFT_OPAQUE = {"data", "nothing"}


def complaints(frames: Iterable[Frame]) -> list[str]:
    """Return what is wrong with each frame that is not expected to be faulty."""
    return [
        f"frame {frame.number} on {frame.link} ({frame.comment}): {what}"
        f" in {':'.join(frame.protocols)}"
        for frame in frames
        if not frame.fault_expected
        for judge in (_malformed, _checksums, _esp, _ike, _wireguard)
        for what in judge(frame)
    ]


def _malformed(frame: Frame) -> Iterator[str]:
    if frame["_ws.malformed"]:
        yield "malformed"
    if any(int(each, 0) >= ERROR for each in frame["_ws.expert.severity"]):
        yield f"error: {frame['_ws.expert.message']}"
    if frame["_ws.lua.error"]:
        yield "the Lua dissector failed"


def _checksums(frame: Frame) -> Iterator[str]:
    for name in CHECKSUMS:
        if BAD.intersection(frame[name]):
            yield f"{name} is bad"


def _esp(frame: Frame) -> Iterator[str]:
    outside = frame.protocols
    if "icmp" in outside and "esp" not in outside[: outside.index("icmp")]:
        return  # an error quotes too little of a packet to open it
    if not (layers := outside.count("esp")):
        return
    good = sum(value in TRUE for value in frame["esp.icv_good"])
    bad = sum(value in TRUE for value in frame["esp.icv_bad"])
    quoted = "icmp" in outside and outside[-1] == "esp"
    if bad or good != layers - quoted:
        yield f"{good} good and {bad} bad ICVs for {layers} ESP headers"
    for name, within in pairwise([*outside, "nothing"]):
        if (
            name == "esp"
            and within in LEFT_OPAQUE
            and not quoted
            and not NO_NEXT_HEADER.intersection(frame["esp.protocol"])
        ):
            yield f"ESP that opens to {within}"


def _ike(frame: Frame) -> Iterator[str]:
    if "isakmp" not in frame.protocols:
        return
    if frame["isakmp.version"] == ["0x20"]:
        if "46" in frame["isakmp.typepayload"] and not frame["isakmp.enc.decrypted"]:
            yield "an encrypted IKEv2 payload that stays closed"
    elif int(frame["isakmp.flags"][0], 0) & ENCRYPTED_V1 and not frame["isakmp.typepayload"]:
        yield "an encrypted IKEv1 message that stays closed"


def _wireguard(frame: Frame) -> Iterator[str]:
    if frame["wg.decryption_error"] or frame["wg.decryption_unsupported"]:
        yield "WireGuard octets that do not open"
    if frame["wg.type"] == ["2"] and TRUE.isdisjoint(frame["wg.handshake_ok"]):
        yield "a WireGuard handshake without keys"
    if frame["wg.type"] == ["4"] and frame.protocols[-1] == "wg" and not frame["wg.keepalive"]:
        yield "WireGuard transport that stays closed"
