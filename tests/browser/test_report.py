"""The report in a real Chromium: analyse, ask for it, download it."""

from __future__ import annotations

import json

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import click  # noqa: E402
from tests.browser.test_app import PATIENCE_MS, App  # noqa: E402
from tests.core.report.pdf_text import pages_of  # noqa: E402

expect = sync_api.expect


def test_the_report_is_made_and_downloaded(page, server):
    expect.set_options(timeout=PATIENCE_MS)
    app = App(page, server).open_sample("Normal").analyse()
    app.go_to("Patient risk")
    click(page.get_by_role("button", name="Report (PDF)"))
    take = page.get_by_role("button", name="Download the report")
    expect(take).to_be_visible()
    with page.expect_download() as download:
        take.click()
    assert download.value.suggested_filename == "liverlens-report.pdf"
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    pages = pages_of(content)
    assert "No lesion was outlined." in pages[0]
    assert all("Research use only. Not a medical device." in text for text in pages)
    assert "Grad-CAM of the malignant-looking score." in " ".join(pages)
    # One file is there before the click, the other is made at it: both name their series.
    with page.expect_download() as download:
        page.get_by_role("button", name="Slices (CSV)").click()
    assert download.value.suggested_filename == "liverlens-slices.csv"
    lines = (server.store.parent / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    exported = [entry for entry in map(json.loads, lines) if entry["did"] == "exported"]
    patients = {entry["what"]: entry["patient"] for entry in exported}
    assert patients["liverlens-report.pdf"] == patients["liverlens-slices.csv"] != ""
    expect.set_options(timeout=5_000)
