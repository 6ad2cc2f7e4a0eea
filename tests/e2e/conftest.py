"""What every test of the page shares: one lab, one browser, pages that must not complain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.serving import browsing, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WAIT_MS = 60_000
expect.set_options(timeout=WAIT_MS)


@pytest.fixture(scope="session")
def lab() -> Iterator[str]:
    """Give the address of a lab."""
    with served() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a headless Chromium."""
    with browsing() as chosen:
        yield chosen


@pytest.fixture
def faults() -> list[str]:
    """Collect what the page complained about; `page` asserts that it is nothing."""
    return []


@pytest.fixture
def page(browser: Browser, faults: list[str]) -> Iterator[Page]:
    """Give a page that must not throw or log an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    fresh = context.new_page()
    watch(fresh, faults)
    yield fresh
    context.close()
    assert faults == []


def watch(page: Page, faults: list[str]) -> None:
    """Note every exception and error message of *page* in *faults*."""
    page.set_default_timeout(WAIT_MS)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
