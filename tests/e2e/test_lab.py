"""The lab as a person uses it: play, scrub back, look inside a packet, save, come back."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.e2e.conftest import watch
from tests.e2e.looking import FIRST, go_to, moment, move_now, open_lab, picture, settles, still

pytestmark = pytest.mark.browser


def test_play_moves_time_and_pause_stops_it(page: Page, lab: str):
    open_lab(page, lab)
    page.get_by_role("button", name="Play").click()
    expect(page.locator("button.clock")).not_to_have_text(re.compile("^0.000"))
    page.get_by_role("button", name="Pause").click()
    stopped = moment(page)
    page.wait_for_timeout(200)
    assert stopped > 0
    assert moment(page) == stopped


def test_play_at_the_end_starts_over(page: Page, lab: str):
    open_lab(page, lab)
    page.locator("body").press("End")
    assert moment(page) == 40
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    assert moment(page) < 20


def test_going_back_draws_the_same_picture(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=10980000000")
    before = picture(page)
    go_to(page, "25")
    assert picture(page) != before
    go_to(page, "3.2")
    go_to(page, "10.98")
    assert picture(page) == before


def test_every_step_forward_has_one_back(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=10980000000")
    page.locator("body").press("ArrowRight")
    there = moment(page)
    shown = picture(page)
    page.locator("body").press("ArrowRight")
    assert moment(page) > there
    page.locator("body").press("ArrowLeft")
    assert moment(page) == there
    assert picture(page) == shown


def test_a_packet_opens_down_to_a_single_bit(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=10400000000")
    rows = page.get_by_role("option", name=re.compile("Registration Request"))
    rows.first.click()
    still(page)
    fields = page.locator(".fields")
    fields.get_by_role("button", name=re.compile(r"^D\b.*1 bit")).first.click()
    meant = page.locator(".bits .meant")
    expect(meant).to_have_count(1)
    expect(meant).to_have_text(re.compile("[01]"))
    expect(page.locator(".octet.chosen")).to_have_count(1)
    expect(page.locator(".chosen .spec")).to_contain_text("RFC 3344")
    # The neighbouring bit belongs to the next flag, and choosing it chooses that field.
    label = page.locator(".chosen .meaning strong").inner_text()
    page.locator(".bits button:not(.meant)").first.click()
    expect(page.locator(".chosen .meaning strong")).not_to_have_text(label)
    expect(page).to_have_url(re.compile(r"bits=0:\d+\+1"))
    # The sentence on a header shows that header's octets, all of them.
    page.locator(".fields").get_by_role("button", name="IPv4 header").click()
    expect(page.locator(".octet.chosen")).to_have_count(20)


def test_a_click_on_a_moving_packet_opens_it(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=10980000000")
    buttons = page.get_by_role("list", name="Packets on the links now").get_by_role("button")
    expect(buttons).to_have_count(1)
    buttons.first.click()
    expect(page).to_have_url(re.compile(r"packet=\d+"))
    expect(page.get_by_role("button", name="follow the story")).to_be_visible()


def test_sealed_layers_open_for_who_holds_the_key(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=20020000000")
    rows = page.get_by_role("list", name="Packets on the links now").get_by_role("button")
    rows.first.click()
    sealed = page.get_by_label("sealed", exact=True)
    assert sealed.count() > 0
    page.get_by_label("seen by").select_option("vpn-gw")
    expect(sealed).to_have_count(0)
    page.get_by_label("seen by").select_option("x-ha")
    assert sealed.count() > 0


def test_reloading_shows_the_same_picture(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=11400000000&lens=mn")
    page.locator("body").press("ArrowRight")
    page.wait_for_url(re.compile("at="))
    shown, when = picture(page), moment(page)
    open_lab(page, lab, page.url.removeprefix(lab))
    assert moment(page) == when
    assert picture(page) == shown


def test_a_saved_link_opens_the_same_picture_and_checks_the_fingerprint(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=11400000000&lens=mn&set.suite=aes-gcm&seed=3")
    shown, when = picture(page), moment(page)
    page.get_by_role("button", name="save", exact=True).click()
    link = page.get_by_label("Short link").input_value()
    assert re.fullmatch(re.escape(lab) + r"/s/[a-z0-9]+", link)
    open_lab(page, lab, link.removeprefix(lab))
    expect(page.get_by_text("the fingerprints agree")).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    assert moment(page) == when
    assert picture(page) == shown
    # Stepping on and reloading stays with what was saved: its parameters are in the link alone.
    page.locator("body").press("ArrowRight")
    there = moment(page)
    page.wait_for_url(re.compile(rf"/s/[a-z0-9]+\?t={there:.6f}".replace(".", "")))
    open_lab(page, lab, page.url.removeprefix(lab))
    assert moment(page) == there
    expect(page.get_by_text("the fingerprints agree")).to_be_visible()


def test_a_saved_link_keeps_packet_and_bits(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=11400000000&lens=mn")
    page.get_by_role("option", name=re.compile("Registration Reply")).first.click()
    still(page)
    page.locator(".fields").get_by_role("button", name=re.compile("Time to Live")).first.click()
    said = page.locator(".chosen .meaning").inner_text()
    purpose = page.locator(".panel.packet .purpose").inner_text()
    page.get_by_role("button", name="save", exact=True).click()
    link = page.get_by_label("Short link").input_value()
    open_lab(page, lab, link.removeprefix(lab))
    still(page)
    expect(page.locator(".chosen .meaning")).to_have_text(said)
    expect(page.locator(".panel.packet .purpose")).to_have_text(purpose)
    assert page.locator(".octet.chosen").count() == 1


def test_a_run_goes_on_after_the_connection_broke(page: Page, lab: str):
    asked: list[str] = []

    def break_once(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        chunks = 0
        broken = False

        def to_server(message: str | bytes) -> None:
            if broken:
                return
            asked.append(json.loads(message)["type"])
            server.send(message)

        def to_page(message: str | bytes) -> None:
            nonlocal chunks, broken
            if broken:
                return
            chunks += json.loads(message)["type"] == "chunk"
            broken = chunks == 3 and asked.count("resume") == 0
            if broken:
                route.close()
            else:
                route.send(message)

        route.on_message(to_server)
        server.on_message(to_page)

    page.route_web_socket("**/ws/runs", break_once)
    open_lab(page, lab, FIRST + "&seed=11")
    assert asked.count("run") == 1
    assert asked.count("resume") == 1
    page.locator("body").press("End")
    assert moment(page) == 40
    page.get_by_role("tab", name="metrics").click()
    expect(page.get_by_text("Fingerprint")).to_be_visible()


def test_a_node_that_moves_now_makes_a_run_of_its_own_that_can_be_saved(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=5900000000")
    past = picture(page)
    go_to(page, "6")
    move_now(page, "hotspot")
    page.get_by_text("This timeline is your own").wait_for()
    expect(page.locator("button.clock")).to_have_text(re.compile("^6.000"))
    go_to(page, "5.9")
    assert settles(page, past)
    go_to(page, "12")
    there = picture(page)
    page.get_by_role("button", name="save", exact=True).click()
    link = page.get_by_label("Short link").input_value()
    open_lab(page, lab, link.removeprefix(lab))
    assert moment(page) == 12
    assert picture(page) == there
    go_to(page, "5.9")
    assert picture(page) == past


def test_another_option_plays_without_another_page(page: Page, lab: str):
    open_lab(page, lab)
    page.get_by_label("option").select_option("0")
    page.wait_for_url(re.compile("option=0"))
    open_lab(page, lab, page.url.removeprefix(lab))
    expect(page.get_by_label("option")).to_have_value("0")


def test_a_moment_that_is_none_is_refused_with_what_would_be(page: Page, lab: str):
    open_lab(page, lab)
    go_to(page, "soon")
    expect(page.get_by_role("alert")).to_contain_text("Accepted: seconds such as 12.5")


def test_an_address_that_makes_no_sense_warns_and_goes_on(page: Page, lab: str):
    open_lab(page, lab, "/?option=9.9&scenario=leave-colocated&t=soon&set.suite=rot13")
    alert = page.get_by_role("alert")
    for part in ("option", "t=soon", "suite"):
        expect(alert).to_contain_text(part)
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_keys_are_listed_and_single_ones_can_be_switched_off(page: Page, lab: str):
    open_lab(page, lab)
    page.locator("body").press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.locator("body").press("?")
    expect(dialog).to_have_count(0)
    page.locator("body").press("ArrowRight")
    assert moment(page) > 0


def test_less_motion_plays_in_steps(browser: Browser, lab: str):
    faults: list[str] = []
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    watch(page, faults)
    open_lab(page, lab, FIRST + "&t=10300000000")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(300)
    seen = page.evaluate(
        """async () => {
          const clock = document.querySelector('button.clock');
          const seen = new Set();
          const end = performance.now() + 2000;
          while (performance.now() < end) {
            seen.add(clock.textContent);
            await new Promise(requestAnimationFrame);
          }
          return seen.size;
        }"""
    )
    context.close()
    assert 2 <= seen <= 4
    assert faults == []


def test_a_page_that_gives_up_says_what_is_wrong_and_has_a_button(page: Page, lab: str):
    shut = True

    def door(route: WebSocketRoute) -> None:
        if shut:
            route.close()
        else:
            route.connect_to_server()

    page.route_web_socket("**/ws/runs", door)
    page.clock.install()
    page.goto(lab + FIRST + "&seed=13")
    expect(page.get_by_text("Asking for the run…")).to_be_visible()
    told = page.get_by_role("alert").filter(has_text="no WebSocket to it stays open")
    for _ in range(200):  # the page's patience is on its clock, a socket's end comes in our time
        page.clock.run_for(12_000)
        if told.is_visible():
            break
        page.wait_for_timeout(50)
    expect(told).to_be_visible()
    shut = False
    told.get_by_role("button", name="Try again").click()
    page.clock.resume()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(told).not_to_be_visible()
