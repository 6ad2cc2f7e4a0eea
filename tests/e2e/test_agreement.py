"""Caption, packet, ladder, octets, stage and strip speak of one packet at one moment."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import FIRST, go_to, open_lab, still

pytestmark = pytest.mark.browser

MOMENTS = [
    (FIRST, ["1.001052", "10.31", "10.98", "11.3", "30.5", "39.9"]),
    ("/?option=0&scenario=handover-outside", ["23.2", "44.03"]),
    ("/?option=wg&scenario=behind-nat", ["4.3", "40.007"]),
]
ETHERNET = 14
WATCH = """async () => {
  const octets = (text) => Number(/([\\d\\u202f]+) octet/.exec(text)[1].replace(/\\D/g, ''));
  const wrong = [];
  let right = 0;
  const end = performance.now() + 4000;
  while (performance.now() < end) {
    await new Promise(requestAnimationFrame);
    const packet = document.querySelector('.panel.packet .figure')?.textContent;
    const all = [...document.querySelectorAll('.figure')].map((each) => each.textContent);
    const frame = all.find((text) => /^frame \\d+, /.test(text));
    if (!packet || !frame) continue;
    if (octets(frame) === octets(packet) + 14) right += 1;
    else wrong.push(`${packet} / ${frame}`);
  }
  return {right, wrong};
}"""
"""Looks at every picture for four seconds; what is awaited bears no number of octets."""


def figure(text: str) -> int:
    """Return the number of octets that *text* names."""
    found = re.search(r"([\d\u202f]+) octets?", text)
    assert found, text
    return int(found[1].replace("\u202f", ""))


def check(page: Page) -> None:
    """Read every panel and compare."""
    still(page)
    purpose = page.locator(".panel.packet .purpose").inner_text()
    size = figure(page.locator(".panel.packet .figure").first.inner_text())
    # Octets: those of this packet, behind an Ethernet header.
    header = page.get_by_text(re.compile(r"^frame \d+, "))
    assert figure(header.inner_text()) == size + ETHERNET
    # Strip: the hop that stands out has as many octets.
    hop = page.locator('.panel.packet [aria-current="step"]')
    assert figure(hop.get_attribute("aria-label") or "") == size
    # Boxes and fields: one layer for one layer, outermost first.
    boxes = page.locator(".panel.packet .box:not(.opaque) > .label .title").all_inner_texts()
    fields = page.locator(".fields h4 .layer").all_inner_texts()
    readable = [title for title in boxes if title != "payload"]
    assert fields[1 : 1 + len(readable)] == readable
    # Caption: it speaks of the packet itself, or says which one is shown beside it.
    beside = page.locator(".narration .shown .purpose")
    if beside.count():
        assert beside.inner_text() == purpose
    # Ladder: a row that stands out is of this packet, unless it is a change of state.
    row = page.locator('.panel.ladder [aria-selected="true"]')
    if row.count() and "→" not in row.inner_text():
        assert purpose in (row.get_attribute("aria-label") or "")
    # List of what is on the links: what is pressed there is this packet.
    pressed = page.locator('.list [aria-pressed="true"]')
    for i in range(pressed.count()):
        assert purpose in pressed.nth(i).inner_text()


@pytest.mark.parametrize(("query", "moments"), MOMENTS)
def test_all_panels_speak_of_one_packet(page: Page, lab: str, query: str, moments: list[str]):
    open_lab(page, lab, query)
    for seconds in moments:
        go_to(page, seconds)
        check(page)


def test_all_panels_speak_of_the_packet_that_was_chosen(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=10600000000")
    rows = page.get_by_role("option", name=re.compile("Registration Request for 192.0.2.129"))
    rows.last.click()
    check(page)
    expect(page.locator(".panel.packet .purpose")).to_contain_text("192.0.2.129")
    go_to(page, "39")
    check(page)
    expect(page.locator(".panel.packet .purpose")).to_contain_text("192.0.2.129")


def test_while_playing_no_octets_of_another_packet_are_shown(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=10400000000")
    page.get_by_role("button", name="Play").click()
    seen = page.evaluate(WATCH)
    assert seen["wrong"] == []
    assert seen["right"] > 0
