"""Octets to headers and back: no time, no state, no keys."""
