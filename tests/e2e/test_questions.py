"""Predict, then see: asked at a moment, answered on the stage and by keyboard, explained."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.looking import open_lab
from tests.e2e.test_access import RULES

pytestmark = pytest.mark.browser

OUTSIDE = "/?option=1.1&scenario=handover-outside"
NEXT_HOP = OUTSIDE + "&ask=next-hop&at=18700"
"""The Internet holds a registration that the foreign agent relayed."""


def check(page: Page, part: str) -> None:
    """Fail with axe's own report if it objects to anything in this part of the page."""
    found = Axe().run(page, context=part, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_a_wrong_node_is_explained_and_the_answer_lit(page: Page, lab: str):
    open_lab(page, lab, NEXT_HOP)
    question = page.get_by_role("region", name="Question")
    expect(question).to_contain_text("Where does it go next?")
    here = page.url
    page.get_by_role("button", name=re.compile("hotel NAT, choose it")).click()
    expect(question.get_by_label("the hotel NAT")).to_be_checked()
    page.keyboard.press("Enter")
    expect(question).to_contain_text("Not so.")
    expect(question).to_contain_text("You chose the hotel NAT. It is on the link hotel-wan")
    expect(question).to_contain_text("It goes to the outer firewall")
    page.goto(here)
    expect(question).to_contain_text("Where does it go next?")


def test_what_would_tell_is_hidden_until_it_is_answered_by_keyboard(page: Page, lab: str):
    open_lab(page, lab, OUTSIDE + "&ask=layers&at=18600")
    question = page.get_by_role("region", name="Question")
    question.wait_for()
    packet = page.get_by_role("region", name="Packet")
    expect(packet).to_contain_text("Hidden until the question is answered")
    expect(page.locator(".rung.ahead")).to_have_count(0)
    check(page, ".question")
    handles = question.locator("[data-place]")
    moved = handles.first.inner_text()
    handles.first.focus()
    page.keyboard.press("ArrowDown")
    expect(handles.nth(1)).to_be_focused()
    assert handles.nth(1).inner_text().split("\n")[-1] in moved
    question.get_by_role("button", name="That is my answer").press("Enter")
    expect(question.locator(".verdict")).to_be_visible()
    expect(packet).not_to_contain_text("Hidden")
    expect(question.get_by_role("button", name="Another one like it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)


def test_a_key_asks_something_at_the_present_moment(page: Page, lab: str):
    open_lab(page, lab, OUTSIDE + "&t=20000000000")
    page.locator("body").press("q")
    expect(page.get_by_role("region", name="Question")).to_be_visible()
    expect(page).to_have_url(re.compile(r"ask="))


def test_a_series_for_practice_is_graded_and_keeps_its_score(page: Page, lab: str):
    page.goto(lab + "/practice/?kind=outermost&seed=3")
    series = page.get_by_role("region", name="Series")
    for number in range(1, 11):
        expect(series).to_contain_text(f"Question {number} of 10")
        series.get_by_role("radio").first.check()
        series.get_by_role("button", name="That is my answer").click()
        expect(series.locator(".verdict")).to_be_visible()
        if number == 1:
            check(page, "#practice")
        if number < 10:
            series.get_by_role("button", name="Next question").click()
    expect(series.locator(".end")).to_contain_text("of 10 points")
    page.reload()
    expect(page.get_by_text(re.compile("Last time .* of 10, at best"))).to_be_visible()
