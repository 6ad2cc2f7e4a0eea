"""With one observer's eyes the page says no more than that observer could know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.looking import open_lab

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

REPLY = "/?option=1.1&scenario=leave-colocated&t=11380000000&ladder=story"
SEALED = "Registration Reply for 10.1.0.100"


def page_words(page: Page) -> str:
    """Return every text, name, description and tooltip of the page."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main *, footer *')].flatMap((each) => [
            ...['aria-label', 'title', 'alt', 'value'].map((name) => each.getAttribute(name) ?? ''),
            each.children.length === 0 ? each.textContent : '',
        ]).join('\\n')"""
    )


def test_a_reply_within_esp_is_named_for_its_receiver_and_not_on_the_link(page: Page, lab: str):
    open_lab(page, lab, REPLY + "&lens=mn")
    expect(page.get_by_role("option", name=SEALED).first).to_be_visible()
    assert SEALED in page_words(page)
    for tab in ("bytes", "state", "sight", "tunnels", "metrics"):
        open_lab(page, lab, f"{REPLY}&lens=link:cellular&tab={tab}")
        expect(page.get_by_role("option", name="an ESP packet").first).to_be_visible()
        assert SEALED not in page_words(page)


def test_an_observer_of_the_table_lends_its_eyes(page: Page, lab: str):
    open_lab(page, lab, REPLY + "&tab=sight")
    table = page.get_by_role("region", name="Who can read what")
    row = table.get_by_role("row").filter(has_text="a listener on cellular")
    expect(row.get_by_text("opaque").first).to_be_visible()
    row.get_by_role("button", name="Why").click()
    expect(table.get_by_text("a key that is not held here").first).to_be_visible()
    row.get_by_role("button", name="a listener on cellular", exact=True).click()
    expect(page.get_by_label("seen by")).to_have_value("link:cellular")
