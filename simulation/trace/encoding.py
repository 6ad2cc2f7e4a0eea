"""The one encoding of plain data that fingerprints and digests are taken over."""

import json

_encoder = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, check_circular=False
)


def canonical(value: object) -> bytes:
    """Return the one JSON encoding of *value* that fingerprints and digests are taken over."""
    return _encoder.encode(value).encode("ascii")
