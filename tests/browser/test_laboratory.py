"""Laboratory values in a real Chromium: a file is chosen, values and scores stand on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click, go_to  # noqa: E402
from tests.browser.test_app import CHOOSE_FILES  # noqa: E402
from tests.core.laboratory.made import SI  # noqa: E402

expect = sync_api.expect
SCRIPT = Path(__file__).with_name("laboratory_script.py")


def test_a_file_of_values_becomes_scores(page, server, tmp_path):
    page.goto(server.url)
    page.wait_for_selector(".st-key-pages")
    at_rest(page)
    go_to(page, "Patient risk")
    labs = tmp_path / "labs.csv"
    labs.write_text(SI)
    click(page.get_by_role("button", name="Load values"))
    page.get_by_role("button", name="Choose files").last.wait_for()
    page.locator(CHOOSE_FILES).last.set_input_files(labs)
    tables = page.locator(".ll-laboratory")
    expect(tables.nth(1)).to_contain_text("−2.12, grade 2")
    expect(tables.nth(0)).to_contain_text("20 µmol/L")
    expect(tables.nth(1)).to_contain_text("needs the patient's age")
