"""Addresses, history, forks and what saving keeps, as a person meets them."""

import json
import re
from urllib.parse import parse_qs, parse_qsl, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import FIRST, RUN_MS, go_to, moment, move_now, open_lab, picture, settles

pytestmark = pytest.mark.browser
SECOND = 10**9


def query(page: Page) -> dict[str, str]:
    """Return the query of the page's address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def known(page: Page) -> None:
    """Wait until the run is known to its end."""
    expect(page.get_by_text("simulating…")).to_have_count(0, timeout=RUN_MS)


def fork(page: Page, link: str) -> None:
    """Ask what would happen if the chosen node moved to *link* now."""
    move_now(page, link)
    page.wait_for_url(re.compile("document="))
    known(page)


def fingerprint(page: Page) -> str:
    """Return the fingerprint that the metrics show."""
    page.get_by_role("tab", name="metrics").click()
    return (
        page.locator(".fingerprint, code")
        .filter(has_text=re.compile("^[0-9a-f]{64}$"))
        .first.inner_text()
    )


def posted(lab: str, document: dict[str, object]) -> dict[str, object]:
    """Return what the server says that *document* means."""
    asked = Request(
        f"{lab}/api/v1/scenario",
        json.dumps(document).encode(),
        {"Content-Type": "application/json"},
    )
    with urlopen(asked, timeout=20) as response:
        return dict(json.load(response))


def test_a_fork_stands_in_the_address_and_a_reload_shows_it_again(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=6000000000")
    fork(page, "hotspot")
    go_to(page, "12")
    there, made = picture(page), fingerprint(page)
    page.wait_for_url(re.compile("t=12000000000"))
    open_lab(page, lab, page.url.removeprefix(lab))
    assert moment(page) == 12
    assert picture(page) == there
    assert fingerprint(page) == made


def test_another_option_keeps_a_timeline_of_ones_own_and_back_returns_step_by_step(
    page: Page, lab: str
):
    open_lab(page, lab, FIRST + "&t=6000000000")
    fork(page, "hotspot")
    mine = fingerprint(page)
    page.get_by_label("option").select_option("3")
    page.wait_for_function("() => document.title.includes('option 3')")
    known(page)
    expect(page.get_by_label(re.compile("^scenario"))).to_have_value("custom")
    theirs = fingerprint(page)
    assert theirs != mine
    page.go_back()
    page.wait_for_function("() => document.title.includes('option 1.1')")
    known(page)
    assert fingerprint(page) == mine
    page.go_back()
    page.wait_for_url(re.compile("scenario=leave-colocated"))
    known(page)
    assert moment(page) == 6
    assert "document" not in query(page)
    page.go_forward()
    page.go_forward()
    page.wait_for_function("() => document.title.includes('option 3')")
    known(page)
    assert fingerprint(page) == theirs


def test_parameters_and_presets_change_what_they_say_and_keep_the_rest(page: Page, lab: str):
    open_lab(page, lab, "/?option=3&scenario=content-filter&seed=2&set.suite=aes-gcm")
    page.get_by_role("button", name=re.compile("^parameters")).click()
    page.get_by_label(re.compile("^xauth")).select_option("true")
    page.get_by_role("button", name="simulate", exact=True).click()
    page.wait_for_url(re.compile("set.xauth=true"))
    known(page)
    page.get_by_label(re.compile("^scenario")).select_option("behind-nat")
    page.wait_for_url(re.compile("scenario=behind-nat"))
    known(page)
    assert query(page) == {
        "option": "3",
        "scenario": "behind-nat",
        "seed": "2",
        "set.suite": "aes-gcm",
        "set.xauth": "true",
    }
    compare = page.locator('a[href^="/compare/"]').get_attribute("href")
    assert compare is not None
    asked = dict(parse_qsl(urlsplit(compare).query))
    assert asked == {key: value for key, value in query(page).items() if key != "option"}
    page.go_back()
    page.wait_for_url(re.compile("scenario=content-filter"))
    assert query(page)["set.xauth"] == "true"


def look_around(page: Page) -> None:
    """Change everything about the view that can be changed."""
    page.get_by_role("tab", name="state").click()
    page.get_by_label("State of").select_option("vpn-gw")
    page.get_by_role("tab", name="metrics").click()
    page.get_by_label("Group of figures").select_option(index=2)
    page.locator(".panel.ladder select").select_option("all")
    page.get_by_label("seen by").select_option("*")
    page.locator("body").press("p")


def seen(page: Page) -> list[object]:
    """Return everything about the view that `look_around` changed."""
    return [
        page.locator("[role=tab][aria-selected=true]").inner_text(),
        page.get_by_label("Group of figures").input_value(),
        page.locator(".panel.ladder select").input_value(),
        page.get_by_label("seen by").input_value(),
        moment(page),
    ]


@pytest.mark.parametrize("how", ["saved", "shared", "reloaded"])
def test_everything_that_is_shown_is_shown_again(page: Page, lab: str, how: str):
    open_lab(page, lab, FIRST + "&t=11400000000")
    look_around(page)
    before, there = seen(page), picture(page)
    if how == "saved":
        page.get_by_role("button", name="save", exact=True).click()
        where = page.get_by_label("Short link").input_value()
    elif how == "shared":
        page.get_by_role("button", name="share", exact=True).click()
        where = page.get_by_label("Full address").input_value()
    else:
        page.wait_for_url(re.compile("pacing=proportional"))
        where = page.url
    open_lab(page, lab, where.removeprefix(lab))
    assert settles(page, there)
    assert seen(page) == before
    page.get_by_role("tab", name="state").click()
    expect(page.locator(".panel.tabs")).to_contain_text("vpn-gw")


def test_a_saved_timeline_of_ones_own_shares_an_address_of_the_same_run(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=6000000000")
    fork(page, "hotel")
    made = fingerprint(page)
    page.get_by_role("button", name="save", exact=True).click()
    link = page.get_by_label("Short link").input_value()
    open_lab(page, lab, link.removeprefix(lab))
    expect(page.get_by_text("the fingerprints agree")).to_be_visible()
    page.get_by_role("button", name="share", exact=True).click()
    address = page.get_by_label("Full address").input_value()
    open_lab(page, lab, address.removeprefix(lab))
    assert fingerprint(page) == made


def test_from_a_saved_link_a_choice_leads_away_and_back_returns(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=3000000000&seed=4")
    page.get_by_role("button", name="save", exact=True).click()
    link = page.get_by_label("Short link").input_value()
    open_lab(page, lab, link.removeprefix(lab))
    page.get_by_label("option").select_option("6")
    page.wait_for_url(re.compile(r"/\?option=6"))
    known(page)
    page.go_back()
    page.wait_for_url(re.compile("/s/"))
    expect(page.get_by_label("option")).to_have_value("1.1")
    known(page)
    assert moment(page) == 3


def test_an_address_too_long_to_travel_says_so_and_offers_to_save(page: Page, lab: str):
    steps = [
        {"at_ns": (number * 7_919_317 + 13) % (30 * SECOND), "node": "mn", "do": "detach"}
        for number in range(400)
    ]
    document = {"option": "0", "duration_ns": SECOND, "start": {"mn": "home"}, "actions": steps}
    address = str(posted(lab, document)["address"])
    assert len(address) > 2_000
    open_lab(page, lab, f"/?{address}")
    page.get_by_role("button", name="share", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile(r"an address of \d+ characters"))
    expect(dialog.get_by_label("Full address")).to_have_count(0)
    dialog.get_by_role("button", name="save and make a link").click()
    expect(dialog.get_by_label("Short link")).to_have_value(re.compile("/s/"))


def test_a_document_that_was_cut_plays_no_other_run(page: Page, lab: str, faults: list[str]):
    address = str(posted(lab, {"option": "6", "start": {"mn": "hotel"}})["address"])
    page.goto(f"{lab}/?{address[:-9]}")
    expect(page.get_by_role("alert").filter(has_text="document")).to_be_visible()
    expect(page.locator(".stage canvas")).to_have_count(0)
    assert len(faults) == 1, "the browser itself notes that the server answered 400"
    assert "400" in faults.pop()


def test_a_jump_within_the_page_asks_for_no_run(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=3000000000")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Skip to the player").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#player"))
    page.wait_for_timeout(500)
    assert not any("/api/v1/scenario" in url for url in asked)
    assert moment(page) == 3
