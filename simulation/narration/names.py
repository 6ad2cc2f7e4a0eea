"""How nodes, links and packets are called in prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulation.trace import Stack, Trace


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
        self._labels = {each["name"]: each["label"] for each in trace.head.get("nodes", ())}

    def node(self, name: str) -> str:
        """Return the node's label with its article, or its name where it has no label."""
        label = self._labels.get(name)
        if not label:
            return name
        return label if label.startswith("the ") else f"the {label}"

    def flow(self, flow: str) -> str:
        """Return the direction of a flow in words."""
        sender, arrow, receiver = flow.partition(" > ")
        if not arrow:
            return flow
        return f"from {self.node(sender)} to {self.node(receiver)}"


def link(name: str) -> str:
    """Return the words for a link."""
    return _LINKS.get(name, f"the link {name}")


def sentence(text: str) -> str:
    """Return *text* as a sentence: a capital first, a full stop last."""
    text = text.strip()
    if not text:
        return ""
    end = "" if text[-1] in ".?!" else "."
    return text[0].upper() + text[1:] + end


def wrapping(stack: Stack) -> str:
    """Return what is around a message, as an afterthought, or nothing."""
    around = []
    if any(layer.header == "esp" for layer in stack):
        around.append("sealed by IPsec")
    if stack[0].role == "external-mip":
        around.append("inside the external Mobile IP tunnel")
    elif stack[0].role == "internal-mip":
        around.append("inside the internal Mobile IP tunnel")
    return f", {' '.join(around)}" if around else ""


def kind_of(purpose: str) -> str:
    """Return a purpose without its numbers, so that repetitions are recognised."""
    return re.sub(r"[0-9][0-9a-f:.]*", "#", purpose)
