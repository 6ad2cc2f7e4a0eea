"""scapy, an independent reader and writer of packets, for the tests of the wire."""

import warnings

import pytest


@pytest.fixture(scope="session")
def scapy():
    """Return scapy's layers; imported here alone, because that takes more than a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import scapy.all as layers
    return layers


@pytest.fixture(scope="session")
def rebuild():
    """Return a function: scapy's own octets for a packet that it parsed, sums made afresh."""

    def function(packet):
        layer = packet
        while layer is not None and layer.payload is not None:
            for name in ("chksum", "len", "ihl", "dataofs", "cksum"):
                if name in layer.fields:
                    del layer.fields[name]
            layer.raw_packet_cache = None
            layer = layer.payload or None
        return bytes(packet)

    return function
