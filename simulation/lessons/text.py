"""A step's narrative: Markdown without HTML and pictures, with figures asked in braces."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markdown_it import MarkdownIt

from simulation.lessons.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

_QUERY: Final = re.compile(r"\{([^{}\n]{1,200})\}")
_UNITS: Final = (
    r"(?:ms|µs|s|seconds?|milliseconds?|octets?|bytes?|packets?|datagrams?|messages?|hops?|"
    r"fragments?|per cent|percent|%)"
)
_NUMBERS: Final = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"a hundred)"
)
_FIGURE: Final = re.compile(
    rf"(?:\d[\d.,\u00a0]*\s?|\b{_NUMBERS}\s(?:more\s|fewer\s|of\sits\s)?)(?:\w+\s)?{_UNITS}(?!\w)",
    re.IGNORECASE,
)
"""A number with a unit, or with one word between them, as in "nine IKE messages"."""


class Query(NamedTuple):
    """A figure that a text asks for, and the line of the text in which it stands, from 0."""

    text: str
    line: int


def _query(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's own shape
    match = _QUERY.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("query", "", 0)
        token.content = match[1].strip()
    state.pos = match.end()
    return True


def _shown(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    place: int,
    _options: OptionsDict,
    env: dict[str, Any],
) -> str:
    asked = tokens[place].content
    value = env["figure"](asked)
    return f'<span class="figure" title="{escape(asked)}">{escape(value)}</span>'


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image"])
    reader.inline.ruler.before("emphasis", "query", _query)
    reader.add_render_rule("query", _shown)
    return reader


_READER: Final = _reader()


def rendered(text: str, figure: Callable[[str], str]) -> str:
    """Return *text* as HTML in which *figure* answers what stands in braces.

    Nothing of *text* gets into it that is not Markdown: tags are escaped, and links lead only
    where a link may lead.
    """
    html: str = _READER.render(text, {"figure": figure})
    return html.strip()


def queries(text: str) -> list[Query]:
    """Return the figures that *text* asks for."""
    return [Query(token.content, line) for token, line, _ in _tokens(text) if token.type == "query"]


def typed_figures(text: str) -> list[Problem]:
    """Return what looks like a figure of a run and is typed; line numbers count from 0.

    Quotations and what stands between backticks is somebody else's figure.
    """
    return [
        Problem(
            line,
            f"“{match[0].strip()}” looks like a figure of a run, and is typed",
            "a query in braces such as {octets}; a quotation or `backticks` for what others say",
        )
        for token, line, quoted in _tokens(text)
        if token.type == "text" and not quoted
        for match in _FIGURE.finditer(token.content)
    ]


def _tokens(text: str) -> Iterator[tuple[Token, int, bool]]:
    """Yield each inline token with its line and whether it is quoted."""
    quoted = 0
    for block in _READER.parse(text):
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(block.type, 0)
        line = block.map[0] if block.map else 0
        for token in block.children or ():
            yield token, line, quoted > 0
            line += token.type in {"softbreak", "hardbreak"}
