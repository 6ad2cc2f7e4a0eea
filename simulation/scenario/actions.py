"""What a timeline can do: every action, its fields and who can do it, in one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulation.errors import ScenarioError
from simulation.scenario import reading
from simulation.scenario.places import ACCESS_LINKS, ATTACKER, LINKS, MACHINES
from simulation.time import SECOND

LONGEST_NS = 3600 * SECOND
"""No run lasts longer, so no action comes later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionField:
    """One field that an action has beside its time, its node and its name."""

    key: str
    meaning: str
    read: Callable[[object, str], Any]
    """Takes the value and the path to it; returns it in its canonical form or refuses it."""
    schema: Mapping[str, Any]
    """What the value may be, as JSON Schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that a timeline can do."""

    do: str
    meaning: str
    fields: tuple[ActionField, ...] = ()
    mobile_fields: tuple[ActionField, ...] = ()
    """Further fields that only the action of a mobile node has."""
    nodes: tuple[str, ...] = ()
    """Who can do it beside mobile nodes."""
    mobiles: bool = True
    """Whether the scenario's mobile nodes can."""

    def actors(self, mobiles: Mapping[str, str]) -> tuple[str, ...]:
        """Return who can do it where *mobiles* are the scenario's mobile nodes."""
        return (*mobiles, *self.nodes) if self.mobiles else self.nodes

    def variants(
        self, mobiles: Mapping[str, str]
    ) -> tuple[tuple[tuple[str, ...], tuple[ActionField, ...]], ...]:
        """Return which nodes need which fields, for every set of fields that there is."""
        if not self.mobile_fields:
            return ((self.actors(mobiles), self.fields),)
        return (tuple(mobiles), (*self.fields, *self.mobile_fields)), (self.nodes, self.fields)


def _link(value: object, where: str) -> str:
    return reading.choice(value, where, ACCESS_LINKS)


def _any_link(value: object, where: str) -> str:
    return reading.choice(value, where, LINKS)


_TO_LINK = ActionField(
    key="link", meaning="the link to join", read=_link, schema={"enum": list(ACCESS_LINKS)}
)
_ADDRESS = ActionField(
    key="address",
    meaning="the new address",
    read=reading.address,
    schema={"type": "string", "format": "ipv4"},
)
_ON = ActionField(key="on", meaning="begin or end", read=reading.flag, schema={"type": "boolean"})
_OF_LINK = ActionField(
    key="link",
    meaning="the link at its other end",
    read=_any_link,
    schema={"enum": list(LINKS)},
)
_FRAMES = ActionField(
    key="frames",
    meaning="how many",
    read=lambda value, where: reading.whole(reading.settled(value), where, 1, 1000),
    schema={"type": "integer", "minimum": 1, "maximum": 1000},
)
_DELAY = ActionField(
    key="delay_ms",
    meaning="how much later than at first frames arrive",
    read=lambda value, where: reading.number(value, where, 0, 10_000),
    schema={"type": "number", "minimum": 0, "maximum": 10_000},
)
_LOSS = ActionField(
    key="loss",
    meaning="the part of all frames that is lost",
    read=lambda value, where: reading.number(value, where, 0, 1),
    schema={"type": "number", "minimum": 0, "maximum": 1},
)
_OCTETS = ActionField(
    key="octets",
    meaning="of the largest packet",
    read=lambda value, where: reading.whole(reading.settled(value), where, 68, 9000),
    schema={"type": "integer", "minimum": 68, "maximum": 9000},
)
_RULE = ActionField(
    key="rule",
    meaning="what its table calls the rule",
    read=lambda value, where: reading.text(value, where, 80),
    schema={"type": "string", "maxLength": 80},
)
_GATEWAY = ("vpn-gw",)
_NAT = ("nat",)
_LEASING = ("internet", "core-router", "nat")


def _of_attacker(do: str, meaning: str, *fields: ActionField) -> Action:
    return Action(do=do, meaning=meaning, fields=fields, nodes=(ATTACKER,), mobiles=False)


_ALL = (
    Action(do="switch-on", meaning="is switched on", nodes=_GATEWAY),
    Action(do="attach", meaning="joins a link", fields=(_TO_LINK,), nodes=_GATEWAY),
    Action(do="detach", meaning="leaves its link", nodes=_GATEWAY),
    Action(do="crash", meaning="stops without a word and forgets its state", nodes=MACHINES),
    Action(
        do="restart",
        meaning="starts anew with the configuration that it had, a mobile node on a link",
        mobile_fields=(_TO_LINK,),
        nodes=MACHINES,
    ),
    Action(
        do="renumber",
        meaning="gets another address; the hotel's NAT starts anew with it, outside",
        fields=(_ADDRESS,),
        nodes=(*_GATEWAY, *_NAT),
    ),
    Action(
        do="forget",
        meaning="loses every address translation",
        nodes=(*_NAT, *_GATEWAY),
        mobiles=False,
    ),
    Action(
        do="rebind",
        meaning="moves every address translation to another port",
        nodes=(*_NAT, *_GATEWAY),
        mobiles=False,
    ),
    Action(
        do="revoke",
        meaning="takes back the addresses that it gave by DHCP",
        nodes=_LEASING,
        mobiles=False,
    ),
    Action(
        do="cut",
        meaning="loses every frame on its way to a link and from it, unseen",
        fields=(_OF_LINK,),
        nodes=MACHINES,
    ),
    Action(do="restore", meaning="has its way to a link back", fields=(_OF_LINK,), nodes=MACHINES),
    Action(
        do="lose",
        meaning="loses the next frames that it sends on a link",
        fields=(_OF_LINK, _FRAMES),
        nodes=MACHINES,
    ),
    Action(
        do="degrade",
        meaning="sees a link become slower and lossier for all on it; zeros make it as at first",
        fields=(_OF_LINK, _DELAY, _LOSS),
        nodes=MACHINES,
    ),
    Action(
        do="set-mtu",
        meaning="sees all on a link send packets of so many octets at most",
        fields=(_OF_LINK, _OCTETS),
        nodes=MACHINES,
    ),
    Action(
        do="forget-bindings",
        meaning="loses what it knows of where mobile nodes are, and goes on",
        nodes=MACHINES,
        mobiles=False,
    ),
    Action(
        do="switch-rule",
        meaning="obeys its rules of a name, or ceases to",
        fields=(_RULE, _ON),
        nodes=("inner-fw", "outer-fw"),
        mobiles=False,
    ),
    _of_attacker("attack", "rewrites what passes, or ceases to", _ON),
    _of_attacker("replay", "sends again what it heard"),
    _of_attacker("forge", "sends packets of its own making"),
    _of_attacker("dictionary", "tries words as keys of what it heard"),
    _of_attacker("inject", "sends data into the flow"),
    Action(
        do="broadcast",
        meaning="sends a broadcast on the home link",
        nodes=("core-router",),
        mobiles=False,
    ),
    Action(
        do="fail",
        meaning="loses its first interface to the inside",
        nodes=("vpn-gw", "vpn-gw2"),
        mobiles=False,
    ),
)

ACTIONS: Mapping[str, Action] = {each.do: each for each in _ALL}
"""Every action by its name."""


def read_action(value: object, where: str, mobiles: Mapping[str, str]) -> dict[str, Any]:
    """Return one action of a timeline in its canonical form; *mobiles* are the mobile nodes.

    Raise `ScenarioError` for what is none, with the path of what is wrong.
    """
    if not isinstance(value, Mapping):
        raise ScenarioError("not an object", where=where, accepted='{"at_ns", "node", "do", …}')
    action = ACTIONS[reading.choice(value.get("do"), f"{where}.do", ACTIONS)]
    node = reading.choice(value.get("node"), f"{where}.node", action.actors(mobiles))
    fields = next(fields for nodes, fields in action.variants(mobiles) if node in nodes)
    known = ("at_ns", "node", "do", *(field.key for field in fields))
    unknown = sorted(str(key) for key in value if key not in known)
    if unknown:
        raise ScenarioError(
            "this field is not known", where=f"{where}.{unknown[0][:40]}", accepted=", ".join(known)
        )
    return {
        "at_ns": reading.whole(value.get("at_ns"), f"{where}.at_ns", 0, LONGEST_NS),
        "node": node,
        "do": action.do,
        **{field.key: field.read(value.get(field.key), f"{where}.{field.key}") for field in fields},
    }
