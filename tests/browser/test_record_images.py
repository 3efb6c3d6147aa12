"""From a record in the worklist to its images and outlines, and what was measured back again."""

from __future__ import annotations

import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.kept_samples import keep_sample  # noqa: E402
from tests.browser.malignant_sample import MOST_SUSPICIOUS  # noqa: E402
from tests.browser.navigation import click, go_to  # noqa: E402
from tests.browser.test_app import App  # noqa: E402

expect = sync_api.expect
EMPTY_WORKLIST = True


def picked(page, server) -> App:
    """The Worklist page with the record's findings beside it."""
    app = App(page, server)
    go_to(page, "Worklist")
    click(page.locator("tbody tr[data-id]"))
    return app


def open_images(app: App) -> None:
    click(app.page.get_by_role("button", name="Open in Review"))
    app.wait_for_image()


def draw_a_ruler(page) -> str:
    """Returns its length as listed, once the server has it."""
    box = page.locator(".stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    page.keyboard.press("m")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y)
    page.mouse.up()
    row = page.locator(".measures li")
    expect(row).to_have_count(1)
    page.keyboard.press("F2")
    expect(row.locator("input")).to_be_focused()
    page.keyboard.type("Portal vein")
    with page.expect_response(
        lambda answer: (
            "/measurements/" in answer.url
            and answer.request.method == "POST"
            and "Portal vein" in (answer.request.post_data or "")
        )
    ):
        page.keyboard.press("Enter")
    return page.locator(".measure-jump span").inner_text()


def test_a_record_opens_with_its_outlines_and_what_was_measured_comes_back(
    page, server, samples, stranger
):
    keep_sample(server, samples, "malignant")
    app = picked(page, server)
    open_images(app)
    expect(page.get_by_role("button", name="Analysed")).to_be_visible()
    expect(page.locator(".panel")).to_contain_text("Malignant-looking")
    app.expect_slice(MOST_SUSPICIOUS)
    # Nobody has pressed it here.
    expect(page.get_by_role("button", name=re.compile("^Run analysis"))).to_have_count(0)
    length = draw_a_ruler(page)

    later = picked(stranger(), server)
    expect(later.page.get_by_text("Portal vein", exact=True)).to_be_visible()
    expect(later.page.get_by_text(length, exact=True)).to_be_visible()
    open_images(later)
    expect(later.page.locator(".measures input")).to_have_value("Portal vein")
    expect(later.page.locator(".measure-jump span")).to_have_text(length)
