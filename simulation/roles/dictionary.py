"""Secrets that people choose: a small list of words, keys made of them, and the search for one."""

from __future__ import annotations

from typing import NamedTuple

from simulation.wire import mobile_ip

KEY_OCTETS = 16
WORDS: tuple[str, ...] = tuple(
    (
        "password secret mobile roaming welcome letmein office laptop wireless network vpn "
        "tunnel gateway admin administrator changeme default guest monday friday summer winter "
        "spring autumn january december qwerty asdfgh dragon tiger monkey eagle falcon rabbit "
        "coffee cookie chocolate pizza orange banana cherry apple football hockey soccer tennis "
        "sailing skiing runner marathon guitar piano violin music london paris helsinki berlin "
        "tokyo boston seattle dallas oslo madrid orion saturn jupiter apollo phoenix galaxy "
        "comet meteor sunshine rainbow thunder lightning diamond silver golden crystal castle "
        "bridge harbour island mountain river forest garden window kitchen freedom liberty "
        "justice victory champion legend wizard merlin gandalf frodo matrix trinity neptune "
        "mobileip homeagent careof binding visitor foreign agent router firewall protocol "
        "packet socket kernel debug testing test1234 abc123 pass1234 secret1 hello123 "
        "internet intranet company corporate employee manager director finance sales support"
    ).split()
)
"""Tried in this order."""


def key_of(word: str) -> bytes:
    """Return *word* as the key that an operator would type: its letters, filled with zeros."""
    return word.encode("ascii")[:KEY_OCTETS].ljust(KEY_OCTETS, b"\0")


class Found(NamedTuple):
    """The word whose key made an authenticator, and how many were tried until it was found."""

    word: str
    tries: int


def search(message: bytes) -> Found | None:
    """Return the word that authenticates *message*, a Mobile IP message; `None` if none does."""
    for tries, word in enumerate(WORDS, 1):
        if mobile_ip.verify(message, kind=mobile_ip.MOBILE_HOME, key=key_of(word)):
            return Found(word, tries)
    return None
