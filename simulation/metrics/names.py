"""How nodes, links and flows are called in prose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulation.trace import Trace


_LINKS: Final[Mapping[str, str]] = {
    "home": "the home network",
    "office": "the office network",
    "hotspot": "the hotspot",
    "cellular": "the cellular network",
    "hotel": "the hotel network",
}


class Names:
    """The words for the nodes of one trace."""

    def __init__(self, trace: Trace) -> None:
        nodes = trace.head.get("nodes", ())
        self._labels: dict[str, str] = {each["name"]: each.get("label", "") for each in nodes}
        self._kinds: dict[str, str] = {each["name"]: each.get("kind", "") for each in nodes}

    def kind(self, name: str) -> str:
        """Return what kind of node it is."""
        return self._kinds.get(name, "")

    def node(self, name: str) -> str:
        """Return the node's label with its article, or its name where it has no label."""
        label = self._labels.get(name)
        if not label:
            return name
        return label if label.startswith(("the ", "a ", "an ")) else f"the {label}"

    def at(self, name: str, place: str) -> str:
        """Return how *name* is called where it acts on the link *place*.

        A node that stands for a whole network is one of its routers there.
        """
        label = self._labels.get(name, "")
        if not label.startswith("the "):
            return self.node(name)
        return f"the access router of {link(place)}" if place in _LINKS else f"a router of {label}"

    def flow(self, flow: str) -> str:
        """Return the direction of a flow in words."""
        sender, arrow, receiver = flow.partition(" > ")
        if not arrow:
            return flow
        return f"from {self.node(sender)} to {self.node(receiver)}"


def link(name: str) -> str:
    """Return the words for a link."""
    return _LINKS.get(name, f"the link {name}")


def with_article(words: str) -> str:
    """Return *words* with the article of what is spoken of for the first time."""
    return f"{'an' if words[:1] in 'aeioAEIO' else 'a'} {words}"


def capital(words: str) -> str:
    """Return *words* as they begin a sentence."""
    return words[:1].upper() + words[1:]


def sentence(text: str) -> str:
    """Return *text* as a sentence: a capital first, a full stop last."""
    text = text.strip()
    if not text:
        return ""
    end = "" if text[-1] in ".?!" else "."
    return capital(text) + end


def listed(names: Sequence[str]) -> str:
    """Return *names* with commas and a last "and"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
