"""From a record in the worklist to its images and stored outlines, where outlines are kept."""

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


def test_a_record_opens_with_its_outlines_in_another_session(page, server, browser):
    expect.set_options(timeout=PATIENCE_MS)
    App(page, server).open_sample("Malignant").analyse()
    other = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        later = App(other.new_page(), server)
        go_to(later.page, "Worklist")
        rows = later.page.locator("tbody tr[data-id]")
        expect(rows).to_have_count(1)
        rows.click()
        click(later.page.get_by_role("button", name="Open in Review"))
        later.wait_for_image()
        expect(later.page.get_by_role("button", name="Analysed")).to_be_visible()
        expect(later.page.locator(".panel")).to_contain_text("Malignant-looking")
        later.expect_slice(MOST_SUSPICIOUS)
        # Nobody has pressed it there.
        expect(later.page.get_by_role("button", name=re.compile("^Run analysis"))).to_have_count(0)
    finally:
        other.close()
        expect.set_options(timeout=5_000)
