"""axe-core on every page, empty and with an analysed series."""

from __future__ import annotations

import re

import pytest

from tests.browser.navigation import at_rest, click, go_to
from tools.server import ROOT

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

expect = sync_api.expect
AXE = ROOT / "tests" / "js" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "Explain",
    "Compare",
    "Phases",
    "Patient risk",
    "Worklist",
    "Follow-up",
    "Cohort",
    "Readers",
    "Models",
    "Review",
)
#: Of axe's four grades, those that keep somebody from using a page.
SERIOUS = {"serious", "critical"}

pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (`make js`)")


def faults(page) -> list[str]:
    """Each serious fault of the page as it is now: its rule and the element."""
    at_rest(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("axe.run().then((result) => result.violations)")
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in violations
        if found["impact"] in SERIOUS
        for node in found["nodes"]
    ]


def faults_by_page(page) -> dict[str, list[str]]:
    found = {}
    for title in PAGES:
        go_to(page, title)
        found[title] = faults(page)
    return found


def test_empty_pages_have_no_serious_fault(app):
    found = {"start": faults(app)} | faults_by_page(app)
    assert not any(found.values()), found


def test_pages_of_a_series_have_no_serious_fault(app):
    click(app.get_by_role("button", name="Malignant", exact=True).first)
    app.wait_for_selector(".stage[data-state=ready][data-layers=complete]")
    click(app.get_by_role("button", name=re.compile("^Run analysis")))
    app.get_by_role("button", name="Analysed").wait_for()
    found = {"analysed": faults(app)} | faults_by_page(app)
    assert not any(found.values()), found
