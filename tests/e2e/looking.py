"""How a test reads the lab's page: the same words that a person sees."""

import re

from playwright.sync_api import Page, expect

RUN_MS = 60_000
"""A run on a busy machine may take so long."""
FIRST = "/?option=1.1&scenario=leave-colocated"


def open_lab(page: Page, lab: str, query: str = FIRST) -> None:
    """Open the lab and wait until its run is known to the end."""
    page.goto(lab + query)
    page.locator(".stage canvas").wait_for()
    expect(page.get_by_text("simulating…")).to_have_count(0, timeout=RUN_MS)


def moment(page: Page) -> float:
    """Return the moment on the clock, in seconds."""
    text = page.locator("button.clock").inner_text()
    return float(re.sub(r"[^\d.]", "", text))


def go_to(page: Page, seconds: str) -> None:
    """Type a moment into the clock."""
    page.locator("button.clock").click()
    field = page.get_by_label("Go to the moment")
    field.fill(seconds)
    field.press("Enter")


def picture(page: Page) -> tuple[str, str]:
    """Return the stage as it is drawn, once it stands still: its SVG and its canvas, exactly."""
    page.wait_for_timeout(250)
    svg, canvas = page.evaluate(
        """() => [
          document.querySelector('.stage svg').outerHTML,
          document.querySelector('.stage canvas').toDataURL(),
        ]"""
    )
    return str(svg), str(canvas)


def settles(page: Page, wanted: tuple[str, str]) -> bool:
    """Tell whether the stage becomes the *wanted* picture while a run is still coming in."""
    return any(picture(page) == wanted for _ in range(40))


def still(page: Page) -> None:
    """Wait until the octets that are shown are those of the chosen packet."""
    page.wait_for_timeout(100)
    page.locator('.body[aria-busy="false"]').wait_for()


def move_now(page: Page, link: str) -> None:
    """Ask what would happen if the chosen node joined *link* now."""
    page.get_by_role("tab", name="state").click()
    page.get_by_text("What if, at").click()
    joins = page.get_by_role("listitem").filter(has_text="joins a link")
    joins.get_by_label("the link to join").select_option(link)
    joins.get_by_role("button", name="simulate", exact=True).click()
