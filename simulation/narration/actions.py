"""How the scenario's own actions are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulation.metrics.names import link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.trace import Acted, Trace

_ACTIONS: Final[Mapping[str, str]] = {
    "switch-on": "{node} is switched on, in {link}",
    "attach": "{node} arrives in {link}",
    "detach": "{node} leaves its link",
    "crash": "{node} crashes: what it held in memory is gone, and nobody is told",
    "restart": "{node} starts again{there}",
    "renumber": "{node} gets the address {address}{side}, and nobody is told",
    "forget": "{node} loses all its address translations, and nobody is told",
    "rebind": "{node} moves all its address translations to other ports, and nobody is told",
    "revoke": "{node} takes back the addresses that it leased; clients learn it when they ask",
    "cut": "{node} is cut off from {link}, and nobody is told",
    "restore": "{node} reaches {link} again",
    "lose": "the next {frames} that {node} sends on {link} are to be lost",
    "degrade": "{link} gets worse: {delay_ms:g} ms later than at first, and {loss:.0%} lost",
    "set-mtu": "{link} takes packets of at most {octets} octets from now on",
    "forget-bindings": "{node} forgets where mobile nodes are, and nobody is told",
    "switch-rule": "{node} {obeys} its rule “{rule}”",
    "broadcast": "{node} sends a broadcast on the home link",
    "fail": "{node} loses its first interface to the inside, and nobody is told",
    "attack": "{node} {on} rewrite addresses",
    "replay": "{node} sends again what it heard",
    "forge": "{node} sends packets of its own making in others' names",
    "dictionary": "{node} tries words as the key of what it heard",
    "inject": "{node} sends data of its own into the tunnel of another",
}


def tell(trace: Trace, node: str, event: Acted) -> str:
    """Return what the scenario does to *node*, which is called so, without a full stop."""
    action = event.action
    start = trace.head.get("scenario", {}).get("start", {})
    where = str(action.get("link") or start.get(event.node, "its link"))
    return _ACTIONS.get(action["do"], "{node}: {do}").format(
        node=node,
        do=action["do"],
        link=link(where),
        there=f", in {link(action['link'])}" if "link" in action else "",
        side=" inside" if event.node == "vpn-gw" else " outside",
        address=action.get("address", ""),
        on="begins to" if action.get("on") else "ceases to",
        obeys="obeys" if action.get("on") else "no longer obeys",
        rule=action.get("rule", ""),
        frames=f"{action.get('frames', 1)} frames",
        delay_ms=action.get("delay_ms", 0),
        loss=action.get("loss", 0),
        octets=action.get("octets", 0),
    )
