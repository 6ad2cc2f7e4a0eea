"""Changes of tables in words."""

import pytest

from simulation.metrics.names import Names
from simulation.narration.rows import tell
from simulation.trace import RowChanged, Trace

NAMES = Names(Trace({"nodes": [{"name": "gw", "label": "VPN gateway"}]}))


def told(table, key, old, new):
    return tell(NAMES, RowChanged("gw", table, key, old, new).at(0))[0]


def sa(source, way="in"):
    return {"direction": way, "source": source, "inner": "a <> b"}


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        ("bindings", None, {"care_of": "1.1.1.1"}, "now sends packets for key to 1.1.1.1"),
        ("bindings", {"care_of": "1.1.1.1"}, {"care_of": "1.1.1.1", "expires_ns": 9}, ""),
        ("bindings", None, {"care_of": "1.1.1.1", "observed": "2.2.2.2:7"}, "sees as 2.2.2.2:7"),
        ("bindings", {"care_of": "1.1.1.1"}, None, "forgets the binding of key"),
        ("binding-cache", None, {"care_of": "1.1.1.1"}, "sends straight there"),
        ("binding-cache", {"care_of": "1.1.1.1"}, None, "forgets where key is"),
        ("sad", None, sa("9.9.9.9"), "installs security associations with 9.9.9.9"),
        ("sad", None, sa("9.9.9.9", "out"), ""),
        ("sad", sa("9.9.9.9"), sa("8.8.8.8"), "to 8.8.8.8"),
        ("sad", sa("9.9.9.9"), sa("9.9.9.9"), ""),
        ("sad", sa("9.9.9.9"), None, "deletes its security associations with 9.9.9.9"),
        ("visitors", None, {"mac": "x"}, "serves key as a visitor"),
        ("visitors", {"mac": "x"}, None, "no longer serves key"),
        ("nat", None, {"inside": "a:1", "outside": "b:2"}, "maps a:1 to b:2"),
        ("nat", {"inside": "a:1"}, None, "forgets the mapping of key"),
        ("nat", {"inside": "a:1"}, {"inside": "a:1", "outside": "c"}, ""),
        ("arp", None, {"mac": "x"}, ""),
    ],
)
def test_rows(table, old, new, words):
    found = told(table, "key", old, new)
    assert words in found
    assert bool(found) == bool(words)
