"""From a record in the worklist to its images, and what was measured in them back again."""

from __future__ import annotations

import json

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from core.dicom import discover  # noqa: E402
from core.worklist import Kept, Store  # noqa: E402
from tests.browser.navigation import click, go_to  # noqa: E402
from tests.browser.test_app import PATIENCE_MS, App  # noqa: E402
from tests.core.worklist.made_records import some_record  # noqa: E402

expect = sync_api.expect
EMPTY_WORKLIST = True


def keep_a_record_of_the_sample(server, samples) -> None:
    """As an analysis would: with where the images lie."""
    folder = samples / "malignant"
    (candidate,) = discover([folder]).candidates
    store = Store.open(server.store)
    digest = store.key.series_digest(candidate.uid)
    record = some_record(1, series_digest=digest, n_slices=candidate.n_slices)
    store.save(record, Kept(place=store.key.seal(json.dumps([str(folder)]))))
    store.close()


def picked(page, server) -> App:
    """The Worklist page with the record's findings beside it."""
    app = App(page, server)
    go_to(page, "Worklist")
    page.locator("tbody tr[data-id]").click()
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
    with page.expect_response(
        lambda answer: "/measurements/" in answer.url and answer.request.method == "POST"
    ):
        page.mouse.up()
        page.keyboard.press("F2")
        page.keyboard.type("Portal vein")
        page.keyboard.press("Enter")
    expect(page.locator(".measures li")).to_have_count(1)
    return page.locator(".measure-jump span").inner_text()


def test_what_was_measured_is_in_the_record_and_opens_with_it_elsewhere(
    page, server, samples, browser
):
    expect.set_options(timeout=PATIENCE_MS)
    keep_a_record_of_the_sample(server, samples)
    app = picked(page, server)
    open_images(app)
    length = draw_a_ruler(page)
    other = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        later = picked(other.new_page(), server)
        expect(later.page.get_by_text("Portal vein", exact=True)).to_be_visible()
        expect(later.page.get_by_text(length, exact=True)).to_be_visible()
        open_images(later)
        expect(later.page.locator(".measures input")).to_have_value("Portal vein")
        expect(later.page.locator(".measure-jump span")).to_have_text(length)
    finally:
        other.close()
        expect.set_options(timeout=5_000)
