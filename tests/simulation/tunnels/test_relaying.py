"""What an encapsulator relays: RFC 2003 section 4."""

import pytest

from simulation.tunnels.relaying import relayed_code


@pytest.mark.parametrize(
    ("kind", "code", "told"),
    [
        (3, 0, 0),
        (3, 1, 1),
        (3, 2, 1),
        (3, 3, None),
        (3, 4, 4),
        (3, 5, None),
        (3, 13, None),
        (11, 0, 1),
        (11, 1, None),
        (8, 0, None),
    ],
)
def test_each_error_is_relayed_as_rfc_2003_has_it(kind, code, told):
    """Sections 4.1 (codes 3 and 5 MUST NOT) and 4.4, which speaks of loops alone."""
    assert relayed_code(kind, code) == told
