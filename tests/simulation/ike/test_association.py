import inspect

import pytest

from simulation.ike.association import Association, Path
from simulation.ike.v1.task import AssociationV1
from simulation.ike.v2.task import AssociationV2
from tests.simulation.ike.playbook import GATEWAY, MN, SECOND, client, pair


def named_by(protocol):
    """Return every attribute and method that *protocol* promises to a task."""
    promised = set(inspect.get_annotations(protocol))
    return promised | {name for name in vars(protocol) if not name.startswith("_")}


@pytest.mark.parametrize(("version", "own"), [(1, AssociationV1), (2, AssociationV2)])
def test_a_session_has_all_that_its_tasks_are_promised(version, own):
    _, node, _ = pair(node=client(version=version), until=10 * SECOND)
    session = node.sessions()[0]
    promised = named_by(Association) | named_by(own)
    assert {"path", "install", "established", "suite"} <= promised
    assert {name for name in promised if not hasattr(session, name)} == set()


def test_what_every_association_promises_is_not_promised_again_by_a_version():
    common = named_by(Association)
    assert common & (named_by(AssociationV1) | named_by(AssociationV2)) == set()


def test_a_message_leaves_by_the_path_of_its_session():
    wire, node, _ = pair(until=10 * SECOND)
    session = node.sessions()[0]
    last = [datagram for _, sender, datagram in wire.sent if sender == MN][-1]
    ends = last.source, last.source_port, last.destination, last.destination_port
    assert session.path == Path(*ends) == Path(MN, 500, GATEWAY, 500)
