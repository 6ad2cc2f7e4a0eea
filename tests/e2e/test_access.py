"""The lab for everyone: axe finds nothing, the keyboard reaches everything."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import watch
from tests.e2e.looking import FIRST, moment, open_lab

pytestmark = pytest.mark.browser

LOOKS = [
    (1280, 800, "light"),
    (1920, 1080, "dark"),
    (800, 1000, "dark"),
    (390, 844, "light"),
    pytest.param(1280, 800, "dark", marks=pytest.mark.full),
    pytest.param(1920, 1080, "light", marks=pytest.mark.full),
    pytest.param(800, 1000, "light", marks=pytest.mark.full),
    pytest.param(390, 844, "dark", marks=pytest.mark.full),
]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def check(page: Page) -> None:
    """Fail with axe's own report if it objects to anything."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "height", "scheme"), LOOKS)
def test_axe_finds_nothing(browser: Browser, lab: str, width: int, height: int, scheme: str):
    faults: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    watch(page, faults)
    open_lab(page, lab, FIRST + "&t=11400000000")
    page.locator(".fields h4").first.wait_for()
    check(page)
    for tab in ("state", "metrics"):
        page.get_by_role("tab", name=tab).click()
        check(page)
    context.close()
    assert faults == []


@pytest.mark.parametrize("name", ["parameters", "share", "Keyboard"])
def test_axe_finds_nothing_in_a_dialog(page: Page, lab: str, name: str):
    open_lab(page, lab)
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("dialog").wait_for()
    check(page)


def test_rows_of_the_ladder_follow_the_arrows(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=10980000000")
    ladder = page.get_by_role("listbox")
    ladder.focus()
    chosen = ladder.locator('[aria-selected="true"]')
    before = chosen.get_attribute("id")
    ladder.press("ArrowDown")
    expect(chosen).not_to_have_attribute("id", before or "")
    ladder.press("ArrowUp")
    expect(chosen).to_have_attribute("id", before or "")


def test_octets_follow_the_arrows(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=10980000000")
    octets = page.get_by_role("gridcell")
    octets.first.click()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".octet.chosen").first).to_be_visible()
    expect(page.locator('.fields [aria-pressed="true"]').first).to_be_visible()


def test_the_node_inspector_opens_by_keyboard(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=20000000000")
    page.get_by_role("button", name="VPN gateway").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("State of")).to_have_value("vpn-gw")
    expect(page.get_by_role("region", name="Security associations of vpn-gw")).to_be_visible()


def test_arrows_step_after_a_click_and_leave_the_chosen_option_alone(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=10980000000")
    page.get_by_role("button", name="Next hop").click()
    clicked = moment(page)
    page.keyboard.press("ArrowRight")
    assert moment(page) > clicked
    option = page.get_by_role("banner").get_by_label("option")
    option.focus()
    stepped = moment(page)
    page.keyboard.press("ArrowRight")
    assert moment(page) > stepped
    expect(option).to_have_value("1.1")


def test_what_a_card_hides_takes_no_focus_until_it_is_put_away(page: Page, lab: str):
    page.goto(lab + "/?depth=story&pacing=story")
    card = page.locator(".card")
    card.wait_for()
    node = page.get_by_role("button", name="VPN gateway, show its state", include_hidden=True)
    node.focus()
    expect(node).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    node.focus()
    expect(node).to_be_focused()


@pytest.mark.parametrize(
    "path",
    ["/?lesson=the-problem&step=1", pytest.param("/headers/", marks=pytest.mark.full)],
)
def test_axe_finds_nothing_on_a_page_to_read(page: Page, lab: str, path: str):
    page.goto(lab + path)
    page.get_by_role("heading", level=2).nth(1).wait_for()
    if "lesson" in path:
        page.get_by_role("button", name="Next step").wait_for()
    check(page)


@pytest.mark.parametrize("path", ["/", "/practice/", "/edit/", "/options/"])
def test_nothing_is_wider_than_a_phone(browser: Browser, lab: str, path: str):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    faults: list[str] = []
    watch(page, faults)
    page.goto(lab + path)
    page.get_by_role("combobox" if path != "/options/" else "table").first.wait_for()
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 360
    assert faults == []


def test_little_moves_while_the_story_comes(page: Page, lab: str):
    page.add_init_script(
        """window.moved = 0;
        new PerformanceObserver((list) => {
          for (const {hadRecentInput, value} of list.getEntries())
            if (!hadRecentInput) window.moved += value;
        }).observe({type: 'layout-shift', buffered: true});"""
    )
    page.goto(lab + "/")
    page.locator(".card").wait_for()
    assert page.evaluate("window.moved") < 0.02
