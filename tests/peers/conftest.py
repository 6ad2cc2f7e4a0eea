"""Pairs of one end of ours with strongSwan's at the other."""

import contextlib

import pytest

from tests.peers.charon import charon, client, gateway
from tests.peers.worlds import ClientWorld, GatewayWorld, NattedWorld

ENDS = {"our client": (ClientWorld, gateway), "our gateway": (GatewayWorld, client)}
BEHIND_NAT = "our client behind a NAT"


@contextlib.contextmanager
def connected(folder, end, version, *, theirs=None, **ours):
    """Give our *end*, connected to a charon that has the settings *theirs* besides."""
    world_of, settings_of = {**ENDS, BEHIND_NAT: (NattedWorld, gateway)}[end]
    with charon(folder, settings_of(version, **theirs or {})) as peer:
        world = world_of(peer, version=version, **ours)
        world.connect()
        yield world


@pytest.fixture(params=sorted(ENDS))
def end(request):
    """Which end is ours."""
    return request.param
