"""The first minute: a card, beats that are told one after the other, and a card."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TOLD = "/?option=1.1&scenario=leave-colocated&depth=story&pacing=story"


def test_a_story_opens_with_its_question_and_plays_into_data_that_flow(page: Page, lab: str):
    page.goto(lab + TOLD)
    card = page.locator(".card")
    expect(card).to_contain_text("Do its data still arrive?", timeout=30_000)
    expect(card).to_contain_text("The external home agent")
    card.get_by_role("button", name="Play").click()
    expect(card).to_have_count(0)
    expect(page.locator(".headline")).to_have_text(
        "A laptop in the office network talks to a server."
    )


def test_steps_go_from_beat_to_beat_and_each_unfolds(page: Page, lab: str):
    page.goto(lab + TOLD + "&t=10050000000")
    headline = page.locator(".headline")
    expect(headline).to_contain_text("leaves the office network", timeout=30_000)
    body = page.locator("body")
    body.press("Shift+ArrowRight")
    expect(headline).to_contain_text("gets a new address")
    body.press("Shift+ArrowLeft")
    expect(headline).to_contain_text("leaves the office network")
    body.press("Shift+ArrowRight")
    expect(headline).to_contain_text("gets a new address")
    expect(page.locator(".chapters [aria-current]")).to_contain_text("A new place")
    page.locator(".caption").get_by_role("button", name="More").click()
    page.locator("summary", has_text="DHCP").click()
    expect(page.locator(".caption")).to_contain_text("DHCP DISCOVER")


def test_a_story_ends_with_what_came_of_it_and_three_things_to_do(page: Page, lab: str):
    page.goto(lab + TOLD + "&t=40000000000")
    card = page.locator(".card")
    expect(card).to_contain_text(
        "The longest silence around a move was 1.6 seconds.", timeout=30_000
    )
    expect(card.get_by_role("link")).to_have_count(3)
