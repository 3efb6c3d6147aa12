"""The Cohort page in a real Chromium: analysed series counted, and one of them opened."""

from __future__ import annotations

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.kept_samples import keep_sample  # noqa: E402
from tests.browser.malignant_sample import MOST_SUSPICIOUS  # noqa: E402
from tests.browser.navigation import click, click_point  # noqa: E402
from tests.browser.test_app import App  # noqa: E402
from tests.browser.test_worklist import choose  # noqa: E402

expect = sync_api.expect
EMPTY_WORKLIST = True


def test_analysed_series_are_counted_and_a_point_leads_to_its_images(page, server, samples):
    app = App(page, server)
    app.go_to("Cohort")
    expect(page.get_by_text("No series yet")).to_be_visible()

    app.go_to("Review")
    keep_sample(server, samples, "malignant")
    keep_sample(server, samples, "normal")
    app.go_to("Cohort")
    expect(page.get_by_text("2 series of 2 subjects")).to_be_visible()
    bars = page.locator(".st-key-cohort-categories")
    expect(bars.get_by_text("1 (50%)")).to_have_count(2)
    expect(bars.get_by_text("0 (0%)")).to_have_count(2)

    cloud = page.locator(".st-key-cohort-burden-chart .scatterlayer .point")
    expect(cloud).to_have_count(2)
    # Drawn by category, the malignant-looking first.
    jump = page.get_by_role("button", name="Open in Review")
    click_point(cloud.first, jump)
    click(jump)
    app.wait_for_image()
    expect(page.locator(".panel")).to_contain_text("Malignant-looking")
    app.expect_slice(MOST_SUSPICIOUS)

    # Neither has a caution.
    app.go_to("Cohort")
    choose(page, "Caution", "any caution")
    expect(page.get_by_text("0 series of 0 subjects")).to_be_visible()
