"""Settings that must change the figures of option 2's claims."""

from simulation.claims.scenes import scene
from tests.simulation.claims.designs import under


def _asks_for_its_home_address(_document):
    """Return a run whose first SA is for any address, as the home address is not yet known."""
    return scene("1.2", "handover-outside", "home_address=dynamic")


PLANTED = {
    "2-pro-1": under("1.1"),
    "2-pro-1a": ("link.hotspot.loss=1",),
    "2-pro-2": ("suite=3des-sha1",),
    "2-pro-2a": ("suite=3des-sha1",),
    "2-con-1": _asks_for_its_home_address,
    "2-con-1b": ("gateway_on_home_link=off",),
    "2-con-2": under("0"),
    "2-con-2b": under("0"),
    "2-con-2c": ("content_filter=on",),
    "2-con-2d": ("packets_per_second=4",),
    "2-con-2e": under("0"),
    "2-con-3": under("1.1"),
    "2-con-3a": under("1.1"),
    "2-con-3b": ("proxy_guard=on",),
    "2-con-3c": ("content_filter=on",),
    "2-con-6": ("sa_gateway=first",),
}
