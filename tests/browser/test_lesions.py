"""From the table of lesions to each of them in the image, in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click, go_to  # noqa: E402

SCRIPT = Path(__file__).with_name("lesions_script.py")


@pytest.fixture
def review(page, server):
    page.goto(server.url)
    page.wait_for_selector(".stage[data-state=ready]")
    at_rest(page)
    return page


def test_a_click_on_a_lesion_leads_to_it_marked_and_a_closed_series_is_gone(review):
    page = review
    rows = page.locator(".lesions tr[tabindex]")
    sync_api.expect(rows.nth(1)).to_be_visible()
    count = rows.count()
    second = rows.nth(1)
    slice_number = re.search(r"slice (\d+)", second.get_attribute("title"))[1]
    sync_api.expect(second).not_to_have_attribute("aria-current", "true")

    go_to(page, "Patient risk")
    table = page.locator(".st-key-risk-lesions canvas").first
    # What a screen reader is told of comes once the table takes clicks.
    sync_api.expect(table.locator("tbody tr")).to_have_count(count)
    # Up from under the footer.
    page.get_by_text("If another rule were used").scroll_into_view_if_needed()
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    row_height = box["height"] / (count + 1)  # a row of titles above
    page.mouse.click(box["x"] + 90, box["y"] + 2.5 * row_height)

    label = page.locator(".slice-label")
    sync_api.expect(label).to_have_text(re.compile(rf"^Slice {slice_number} /"))
    sync_api.expect(second).to_have_attribute("aria-current", "true")
    # The next with L, the one before with Shift.
    page.keyboard.press("Shift+L")
    sync_api.expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("l")
    sync_api.expect(second).to_have_attribute("aria-current", "true")

    # Back on the page the click counts no more, whatever else is clicked there.
    go_to(page, "Patient risk")
    page.get_by_text("If another rule were used").wait_for()
    click(page.get_by_role("button", name=re.compile("^Close ")))
    page.get_by_text("No series is open").wait_for()
