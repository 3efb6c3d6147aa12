"""Chromium for the rows that need one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tools.benchmarks.row import Skipped
from tools.chromium import CHROMIUM_ARGUMENTS, NIIVUE, chromium_path

if TYPE_CHECKING:  # a benchmark without a browser runs without Playwright
    from playwright.sync_api import Browser, Page

PATIENCE_MS = 120_000
CAVEAT = (
    "Chromium drew in software on the processor, which the server shared: a graphics card draws "
    "at once."
)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Playwright's browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Skipped("playwright is not installed") from error
    path = chromium_path()
    if path is None:
        raise Skipped("Chromium is not installed")
    if not NIIVUE.is_file():
        raise Skipped("NiiVue is not installed (`make setup`)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def new_page(browser: Browser) -> Iterator[Page]:
    """A page of a session of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    try:
        yield page
    finally:
        context.close()


def open_folder(page: Page, url: str, folder: Path) -> None:
    """Choose a folder on the start page; returns as soon as the browser has been told. The page
    has the time before as `window.dropped`."""
    page.goto(url)
    box = page.locator(".st-key-start input[type=file][webkitdirectory]")
    box.wait_for(state="attached")
    page.evaluate("window.dropped = performance.now()")
    box.set_input_files(folder)


def wait_for_image(page: Page) -> None:
    """Until the image is drawn and the frame with it is through."""
    page.wait_for_selector(".stage[data-state=ready]")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
