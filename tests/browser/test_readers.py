"""The Readers page in a real Chromium: a study is made, joined, read blind and submitted."""

from __future__ import annotations

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from dashboard.components.read_blind.sentences import read_blind  # noqa: E402
from dashboard.screens.readers import sentences  # noqa: E402
from tests.browser.kept_samples import keep_sample  # noqa: E402
from tests.browser.navigation import at_rest, click  # noqa: E402
from tests.browser.test_app import App  # noqa: E402

expect = sync_api.expect
EMPTY_WORKLIST = True
STUDY = "Lesions in spring"


def button(page, label: str):
    return page.get_by_role("button", name=label, exact=True)


def test_a_reader_reads_blind_and_sees_the_model_once_they_have_submitted(page, server, samples):
    app = App(page, server)
    app.go_to("Readers")
    expect(page.get_by_text("No study yet")).to_be_visible()
    keep_sample(server, samples, "malignant")
    app.go_to("Worklist")
    click(page.locator("tbody tr[data-id]"))
    click(button(page, "Open in Review"))
    app.wait_for_image()
    expect(page.locator(".panel")).to_contain_text("Malignant-looking")

    app.go_to("Readers")
    click(button(page, "New study"))
    page.get_by_label("Name", exact=True).fill(STUDY)
    page.get_by_label("Name", exact=True).press("Enter")
    at_rest(page)
    page.get_by_role("combobox", name="Series").click()
    page.get_by_role("option").first.click()
    at_rest(page)
    page.keyboard.press("Escape")
    click(button(page, "Make the study"))
    expect(page.get_by_text("You are the owner")).to_be_visible()
    click(button(page, "Join as a reader"))
    expect(page.get_by_text("You are Reader 1")).to_be_visible()

    # What a model says is gone from the series, and its pages are closed.
    click(button(page, "Open to read"))
    app.wait_for_image()
    expect(page.get_by_text("Read blind", exact=True)).to_be_visible()
    expect(page.locator(".panel")).not_to_contain_text("Malignant-looking")
    app.go_to("Patient risk")
    expect(page.get_by_text(read_blind(STUDY))).to_be_visible()
    app.go_to("Worklist")
    expect(page.get_by_text("1 record is left out")).to_be_visible()

    app.go_to("Readers")
    click(button(page, "Submit my reading"))
    expect(page.get_by_text(sentences.submitted(0))).to_be_visible()
    click(button(page, "Open in Review"))
    app.wait_for_image()
    expect(page.locator(".panel")).to_contain_text("Malignant-looking")
