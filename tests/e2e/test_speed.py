"""The lab's speed in software rendering: how soon something moves, and how smoothly."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looking import FIRST, open_lab

pytestmark = [pytest.mark.browser, pytest.mark.full]

FIRST_PACKET = """async () => {
  const pen = CanvasRenderingContext2D.prototype;
  const draw = pen.drawImage;
  const start = performance.now();
  const drawn = new Promise((done) => {
    pen.drawImage = function (...given) {
      done(performance.now() - start);
      return draw.apply(this, given);
    };
  });
  document.querySelector('button.play').click();
  const took = await drawn;
  pen.drawImage = draw;
  return took;
}"""
FRAMES = """async () => {
  const gaps = [];
  let last = performance.now();
  const end = last + 2000;
  while (last < end) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }
  return gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
}"""
CROWDED = (
    "&set.packets_per_second=100&set.payload_octets=40"
    "&set.link.cellular.delay_ms=600&set.link.cellular.rate_kbps=20000"
)


def test_the_first_packet_moves_within_300_ms_of_play(page: Page, lab: str):
    open_lab(page, lab, FIRST + "&t=20000000000")
    assert page.evaluate(FIRST_PACKET) < 300


def test_a_hundred_packets_move_at_sixty_frames_a_second(page: Page, lab: str):
    open_lab(page, lab, FIRST + CROWDED + "&t=30000000000")
    counted = page.locator(".list h3").inner_text()
    assert int(counted.rsplit(maxsplit=1)[-1]) >= 100
    page.get_by_label("pacing").select_option("proportional")
    page.get_by_role("button", name="Play").click()
    typical = page.evaluate(FRAMES)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert typical <= 18
