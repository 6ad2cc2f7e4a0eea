"""Security associations, the anti-replay window and the policy database of RFC 4301."""
