"""The scenario editor, as a person meets it: form, timeline and document say the same."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def document(page: Page) -> dict:
    return json.loads(page.get_by_label("The scenario document as JSON").input_value())


def test_an_action_is_moved_and_removed_by_keyboard_and_the_document_follows(page: Page, lab: str):
    page.goto(f"{lab}/edit/?option=1.1&scenario=leave-colocated")
    page.get_by_role("button", name="mn attach cellular").click()
    page.keyboard.press("Shift+ArrowRight")
    assert {"at_ns": 11_100_000_000, "node": "mn", "do": "attach", "link": "cellular"} in document(
        page
    )["actions"]
    page.get_by_role("button", name="mn detach").focus()
    page.keyboard.press("Delete")
    assert "detach" not in [each["do"] for each in document(page)["actions"]]
    expect(page.get_by_role("link", name="Play it")).to_have_attribute(
        "href", re.compile("document=")
    )


def test_a_problem_stands_beside_the_field_that_has_it(page: Page, lab: str):
    page.goto(f"{lab}/edit/?option=3&scenario=behind-nat")
    page.get_by_label("find a parameter").fill("dpd")
    page.locator("#set-dpd_s").fill("-4")
    page.keyboard.press("Tab")
    field = page.get_by_role("listitem").filter(has=page.locator("#set-dpd_s"))
    expect(field.get_by_role("alert")).to_contain_text("-4 is not accepted")
    expect(page.get_by_role("link", name="Play it")).to_have_count(0)


def test_what_is_written_into_the_document_shows_in_the_form(page: Page, lab: str):
    page.goto(f"{lab}/edit/?option=3&scenario=behind-nat")
    text = page.get_by_label("The scenario document as JSON")
    expect(text).not_to_have_value("")
    changed = {**document(page), "option": "6", "duration_ns": 12_000_000_000}
    text.fill(json.dumps(changed))
    expect(page.get_by_label("lasts (s)")).to_have_value("12")
    expect(page.get_by_label(re.compile("^option")).first).to_have_value("6")
    text.fill('{"option": ')
    expect(page.get_by_text("This is no JSON object")).to_be_visible()
    expect(page.get_by_label("lasts (s)")).to_have_value("12")
