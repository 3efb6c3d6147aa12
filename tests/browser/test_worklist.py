"""The worklist in a real Chromium: a series queued, one analysed, then listed and taken along."""

from __future__ import annotations

import csv
import io
import re

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import click  # noqa: E402
from tests.browser.test_app import App  # noqa: E402

expect = sync_api.expect


def environment(_port: int) -> dict[str, str]:
    """A server of its own, in which nothing has been analysed."""
    return {}


def choose(page, label: str, option: str) -> None:
    """Pick an option in a box of Streamlit."""
    click(page.get_by_role("combobox", name=re.compile(label)))
    page.get_by_role("option", name=option, exact=True).click()


def test_queued_and_analysed_series_are_listed_filtered_reviewed_and_exported(page, server):
    app = App(page, server)
    app.go_to("Worklist")
    expect(page.get_by_text("The worklist is empty")).to_be_visible()

    # The queue's own thread loads the model: no analysis has run in any session yet.
    click(page.get_by_role("button", name="Queue a folder of the server"))
    choose(page, "Inside sample_scans", "benign")
    click(page.get_by_role("button", name="Queue all in benign"))
    rows = page.locator("tbody tr[data-id]")
    expect(rows).to_have_count(1)
    expect(page.locator(".st-key-worklist-queue")).to_contain_text("1 done")

    app.go_to("Review")
    app.open_sample("Normal").analyse()
    app.go_to("Worklist")
    expect(rows).to_have_count(2)
    choose(page, "Category", "Normal")
    expect(page.get_by_text("1 record of 2")).to_be_visible()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Normal")

    click(rows)
    click(page.get_by_role("button", name="Mark reviewed"))
    expect(page.get_by_role("button", name="Mark new")).to_be_visible()
    expect(rows.get_by_label("Reviewed")).to_be_visible()
    with page.expect_download() as download:
        click(page.get_by_role("button", name="Export CSV"))
    assert download.value.suggested_filename == "liverlens-worklist.csv"
    text = download.value.path().read_text(encoding="utf-8")
    (exported,) = csv.DictReader(io.StringIO(text))
    assert (exported["category"], exported["status"]) == ("normal", "reviewed")
    assert exported["disclaimer"].startswith("Research use only")

    # From the record back to the images that are open here.
    click(page.get_by_role("button", name="Open in Review"))
    app.wait_for_image()
    expect(page.get_by_role("button", name="Analysed")).to_be_visible()
