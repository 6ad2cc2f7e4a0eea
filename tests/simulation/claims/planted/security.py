"""Settings that must change the figures of the claims about security."""

from tests.simulation.claims.designs import under

PLANTED = {
    "SEC-X1": under("0"),
    "SEC-X2": ("nat_traversal=off",),
    "SEC-X3": ("weak_mip_secret=off",),
    "SEC-1": ("nat_traversal=off",),
    "SEC-2": ("nat_traversal=off",),
    "SEC-2a": ("registration_lifetime_outside_s=1800",),
    "SEC-2b": ("nat_traversal=off",),
    "SEC-4": under("0"),
}
