"""Take the pictures of the README from the running lab, in headless Chromium."""

from pathlib import Path

from tests.e2e.serving import browsing, served

HERE = Path(__file__).parent
QUERY = "option=1.1&scenario=leave-colocated&seed=1&t=12330000000&packet=1081&lens=internet"
PICTURES = {"lab-light.png": "light", "lab-dark.png": "dark"}


def main() -> None:
    """Write the pictures beside this file."""
    with served() as address, browsing() as browser:
        for name, scheme in PICTURES.items():
            page = browser.new_page(
                viewport={"width": 1440, "height": 900},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page.goto(f"{address}/?{QUERY}")
            page.wait_for_selector("#lab canvas")
            page.wait_for_timeout(5000)
            page.screenshot(path=HERE / name)
            page.close()


if __name__ == "__main__":
    main()
