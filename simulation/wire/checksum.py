"""The Internet checksum: the ones-complement sum of 16-bit words (RFC 1071, RFC 1624)."""


def internet_checksum(octets: bytes) -> int:
    """Return the checksum over *octets*, an odd last one padded with zero (RFC 1071 section 1).

    Over octets that contain their own right checksum the result is 0.
    """
    # A ones-complement sum of 16-bit words is the number itself modulo 65,535, because
    # 2**16 leaves 1 there; one division in C replaces a loop over the words.
    number = int.from_bytes(octets, "big")
    if len(octets) & 1:
        number <<= 8
    if not number:
        return 0xFFFF
    rest = number % 0xFFFF
    return 0xFFFF - rest if rest else 0


def shifted_checksum(checksum: int, growth: int) -> int:
    """Return *checksum* after the words that it covers grew by *growth* in sum (RFC 1624, eqn. 3).

    A checksum that was wrong stays wrong by the same difference.
    """
    rest = (0xFFFF - checksum + growth) % 0xFFFF
    return 0xFFFF - rest if rest else 0
