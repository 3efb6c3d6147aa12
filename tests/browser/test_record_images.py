"""From a record in the worklist to its images, its measurements and, where they are kept, its
outlines."""

from __future__ import annotations

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.malignant_sample import MOST_SUSPICIOUS  # noqa: E402
from tests.browser.navigation import click, go_to  # noqa: E402
from tests.browser.test_app import PATIENCE_MS, App  # noqa: E402

expect = sync_api.expect


def environment(_port: int) -> dict[str, str]:
    return {"LIVERLENS_KEEP_OUTLINES": "on"}


def measure(page) -> str:
    """Draw a ruler in the image; returns its length as listed, once the server has it."""
    box = page.locator(".stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    page.keyboard.press("m")
    with page.expect_response(
        lambda answer: "/measurements/" in answer.url and answer.request.method == "POST"
    ):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 80, y)
        page.mouse.up()
    expect(page.locator(".measures li")).to_have_count(1)
    return page.locator(".measure-jump span").inner_text()


def test_a_record_opens_with_outlines_and_measurements_in_another_session(page, server, browser):
    expect.set_options(timeout=PATIENCE_MS)
    App(page, server).open_sample("Malignant").analyse()
    length = measure(page)
    other = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        later = App(other.new_page(), server)
        go_to(later.page, "Worklist")
        rows = later.page.locator("tbody tr[data-id]")
        expect(rows).to_have_count(1)
        rows.click()
        expect(later.page.get_by_text("Ruler 1", exact=True)).to_be_visible()
        expect(later.page.get_by_text(length, exact=True)).to_be_visible()
        click(later.page.get_by_role("button", name="Open in Review"))
        later.wait_for_image()
        expect(later.page.get_by_role("button", name="Analysed")).to_be_visible()
        expect(later.page.locator(".panel")).to_contain_text("Malignant-looking")
        later.expect_slice(MOST_SUSPICIOUS)
        expect(later.page.locator(".measure-jump span")).to_have_text(length)
        # Nobody has pressed it there.
        expect(later.page.get_by_role("button", name=re.compile("^Run analysis"))).to_have_count(0)
    finally:
        other.close()
        expect.set_options(timeout=5_000)
