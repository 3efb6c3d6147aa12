"""Take the manual's screenshot of the Review page (docs/review.png) again.

    python -m tools.review_picture

The malignant sample, analysed by the default model, on its most suspicious slice, in a window of
1440 x 900. Needs Chromium. `python -m tools.start_pictures` then makes the welcome page's copy.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tools.chromium import CHROMIUM_ARGUMENTS, chromium_path
from tools.server import Server
from tools.studies.pages import DOCS

WINDOW: ViewportSize = {"width": 1440, "height": 900}
#: An analysis on a slow machine, ms.
PATIENCE = 300_000


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS
        )
        page = browser.new_page(viewport=WINDOW)
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(server.url)
        _open_and_analyse(page)
        page.keyboard.press("s")
        page.mouse.move(0, 0)
        _at_rest(page)
        page.screenshot(path=DOCS / "review.png")


def _open_and_analyse(page: Page) -> None:
    page.get_by_text("Open a CT of the liver").wait_for()
    _at_rest(page)
    page.get_by_role("button", name="Malignant", exact=True).first.click()
    _at_rest(page)
    page.get_by_role("button", name=re.compile("^Run analysis")).click()
    page.get_by_role("button", name="Analysed").wait_for()
    expect(page.locator(".panel")).to_contain_text("Malignant-looking")


def _at_rest(page: Page) -> None:
    """Until no script runs, and an image, where there is one, is drawn with its outlines."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    stages = page.locator(".stage")
    if stages.count():
        expect(stages).to_have_attribute("data-layers", "complete")


if __name__ == "__main__":
    main()
