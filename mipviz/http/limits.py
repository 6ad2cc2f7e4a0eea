"""How much one message of a client may hold."""

from typing import Final

FRAME_LIMIT_OCTETS: Final = 1 << 20
"""A larger WebSocket frame closes the connection with 1009."""
SCENARIO_LIMIT_OCTETS: Final = 128 << 10
"""A scenario document, as JSON, is at most this long."""
