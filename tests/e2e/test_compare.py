"""The compare page: designs on one clock, rows as they come, plots with the same cursor."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_access import check

pytestmark = pytest.mark.browser

QUERY = "/compare/?scenario=leave-colocated&option=0&option=1.1&option=4&set.payload_octets=200"


def open_page(page: Page, lab: str, at: str = "#watch=0,1.1") -> None:
    page.goto(f"{lab}{QUERY}{at}")
    page.locator(".row .band").nth(5).wait_for()
    page.locator(".one canvas").nth(1).wait_for()


def test_two_designs_play_on_one_clock_and_the_cursor_is_everywhere(page: Page, lab: str):
    open_page(page, lab)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Pause").click()
    moment = page.locator("button.clock").inner_text()
    assert not moment.startswith("0.000")
    links = page.locator(".one header a").evaluate_all("all => all.map((each) => each.href)")
    moments = {re.search(r"&t=(\d+)", link)[1] for link in links}  # type: ignore[index]
    assert len(links) == 2
    assert len(moments) == 1, "both stages are at one moment"
    assert all("set.payload_octets=200" in link for link in links)
    cursors = page.locator(".row .cursor").evaluate_all("all => all.map((c) => c.style.left)")
    assert len(cursors) == 3
    assert len(set(cursors)) == 1
    expect(page).to_have_url(re.compile(r"#watch=0,1\.1&t="))


def test_a_design_is_opened_in_the_lab_at_the_silence_that_was_clicked(page: Page, lab: str):
    open_page(page, lab)
    band = page.locator(".row").nth(1).locator(".band").first
    band.locator(".lost").last.click()
    page.wait_for_url(re.compile(r"/\?option=1\.1"))
    expect(page).to_have_url(re.compile(r"t=9[0-9]{9}\b"))


def test_steps_go_to_the_edges_of_a_silence_by_keyboard(page: Page, lab: str):
    open_page(page, lab, "#watch=0,1.1&t=5000000000")
    expect(page.locator('.one[aria-busy="false"]')).to_have_count(2)
    page.keyboard.press("s")
    expect(page.locator("button.clock")).to_contain_text(re.compile(r"^9\.9"))


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(page: Page, lab: str):
    open_page(page, lab)
    page.locator(".drawn .main-svg").first.wait_for()
    page.locator(".results").wait_for()
    check(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
