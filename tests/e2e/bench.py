"""How fast the lab's page is in software rendering: `make bench` prints it, no test asserts it.

Like every figure of speed it says as much of the machine as of the page, so it stands beside
what the same browser does with an empty page.
"""

from playwright.sync_api import Page, expect

from tests.e2e.looking import FIRST, RUN_MS, open_lab
from tests.e2e.serving import browsing, served

ROUNDS = 5
FIRST_PACKET_AIM_MS = 300.0
FRAMES_AIM = 1.1
"""Time between two pictures, as a ratio to that of an empty page."""
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
  document.querySelector('button.play').click();
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
FOUR = (
    "/compare/?scenario=leave-colocated&option=0&option=1.1&option=3&option=4"
    "#watch=0,1.1,3,4&t=13000000000"
)


def main() -> None:
    """Measure and print."""
    with served() as lab, browsing() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        empty = min(page.evaluate(FRAMES) for _ in range(2))
        open_lab(page, lab, FIRST + "&t=20000000000")
        first = min(page.evaluate(FIRST_PACKET) for _ in range(ROUNDS))
        open_lab(page, lab, FIRST + CROWDED + "&t=30000000000")
        count = page.locator(".list h3").inner_text().rsplit(maxsplit=1)[-1]
        page.get_by_label("pacing").select_option("proportional")
        page.get_by_role("button", name="Play").click()
        crowded = min(page.evaluate(FRAMES) for _ in range(2))
        four = _four_stages(page, lab)
    print(
        f"with four stages a picture every {four:.1f} ms, "
        f"{four / empty:.2f} times an empty page's; {_met(four / empty, FRAMES_AIM)}"
    )
    print(f"a packet moves {first:.0f} ms after play; {_met(first, FIRST_PACKET_AIM_MS)}")
    ratio = crowded / empty
    print(
        f"with {count} packets on the links a picture every {crowded:.1f} ms, "
        f"{ratio:.2f} times an empty page's; {_met(ratio, FRAMES_AIM)}"
    )


def _four_stages(page: Page, lab: str) -> float:
    """Return the time between two pictures while four designs play side by side."""
    page.goto(lab + FOUR)
    expect(page.locator('.one[aria-busy="false"]')).to_have_count(4, timeout=RUN_MS)
    page.get_by_role("button", name="Play", exact=True).click()
    return min(float(page.evaluate(FRAMES)) for _ in range(2))


def _met(value: float, aim: float) -> str:
    return f"aim at most {aim:g}: {'met' if value <= aim else 'missed'}"


if __name__ == "__main__":
    main()
