"""The Phases page in a real Chromium: a phantom study of four phases, from its files to curves."""

from __future__ import annotations

import re

import pytest

from core.phantom import make_phase_study, write_phase_study

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click, go_to  # noqa: E402
from tests.browser.test_accessibility import AXE, faults  # noqa: E402
from tests.privacy.planted import plant_in_files  # noqa: E402

TITLES = ["Unenhanced", "Arterial", "Portal-venous", "Delayed"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """20 slices of 128 x 128 in each series."""
    study = make_phase_study(n_slices=20, size=128, seed=3)
    files = write_phase_study(study, tmp_path_factory.mktemp("study"))
    plant_in_files(files)
    return files


def test_four_phases_from_their_files_to_curves(page, server, files):
    expect = sync_api.expect
    page.goto(server.url)
    page.get_by_text("Open a CT of the liver").wait_for()
    page.locator("input[type=file]:not([webkitdirectory])").first.set_input_files(files)
    expect(page.locator(".ll-chip")).to_contain_text("synthetic")

    go_to(page, "Phases")
    click(page.get_by_role("button", name="Open the images of 3 series"))
    click(page.get_by_role("button", name="Analyse Abdomen portal venous (synthetic)"))
    expect(page.locator(".ll-course h1")).to_have_text(re.compile(r"^4 phases, [1-9] lesions?$"))
    ready = page.locator(".pane .stage[data-state=ready][data-layers=complete]")
    expect(ready).to_have_count(4)
    expect(page.locator(".pane-title")).to_have_text(TITLES)
    expect(page.get_by_text("Aligned by the images around the liver")).to_have_count(3)
    notes = page.locator(".pane-note")
    expect(notes.nth(1)).to_contain_text("carried over from portal-venous")
    expect(page.get_by_text("Not assessable: arterial, and the model")).to_be_visible()
    at_rest(page)
    _scroll_together(page)
    if AXE.is_file():
        assert faults(page) == []

    # A person who knows better: the chart and the images follow.
    box = page.get_by_role("combobox", name=re.compile("Phase of Abdomen delayed"))
    box.click()
    page.get_by_role("option", name="Arterial", exact=True).click()
    expect(page.locator(".pane-title")).to_have_text([*TITLES[:3], "Arterial"])
    expect(page.get_by_text("you said so; the guess was delayed")).to_be_visible()


def _scroll_together(page) -> None:
    """The wheel over one image moves all four. Two notches: slices of different series that are
    nearest to one place may lie half a slice apart, so one notch need not reach the next of each.
    """
    label = page.locator(".pane .slice-label")
    before = label.all_inner_texts()
    page.locator(".pane .stage").nth(2).evaluate(
        """(stage) => {
             for (let notch = 0; notch < 2; notch += 1) {
               stage.dispatchEvent(new WheelEvent("wheel", { deltaY: 100, cancelable: true }));
             }
           }"""
    )
    for index, text in enumerate(before):
        sync_api.expect(label.nth(index)).not_to_have_text(text)
