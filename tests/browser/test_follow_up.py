"""The Follow-up page in a real Chromium: two visits of one phantom patient, opened and compared."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import dcmread

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from core.dicom import discover, read_series  # noqa: E402
from tests.browser.kept_samples import analysis_of, keep, keep_sample  # noqa: E402
from tests.browser.navigation import at_rest, click, click_point, go_to  # noqa: E402
from tests.browser.running import scans_of  # noqa: E402

EMPTY_WORKLIST = True


def later_visit(samples: Path, folder: Path) -> Path:
    """The malignant sample as if scanned half a year later, 140 mm higher on the table."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((samples / "malignant").glob("*.dcm")):
        ds = dcmread(path)
        for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID"):
            setattr(ds, keyword, f"{getattr(ds, keyword)}9")
        ds.SOPInstanceUID = f"{ds.SOPInstanceUID}9"
        ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
        ds.StudyDate = ds.SeriesDate = "20260701"
        ds.SeriesDescription = "July"
        x, y, z = map(float, ds.ImagePositionPatient)
        ds.ImagePositionPatient = [x, y, round(z + 140, 3)]
        ds.save_as(folder / path.name)
    return folder


def keep_later_visit(server, samples: Path) -> None:
    """In the worklist, with the same outlines."""
    folder = later_visit(samples, scans_of(server) / "july")
    (candidate,) = discover([folder]).candidates
    earlier = analysis_of(samples, "malignant")
    lesions = tuple(
        replace(one, centroid_mm=(*one.centroid_mm[:2], one.centroid_mm[2] + 140))
        for one in earlier.lesions
    )
    keep(server, replace(earlier, series=read_series(candidate), lesions=lesions), folder)


def test_two_visits_are_compared_and_a_lesion_leads_to_the_image(page, server, samples):
    expect = sync_api.expect
    page.goto(server.url)
    page.get_by_text("Open a CT of the liver").wait_for()
    go_to(page, "Follow-up")
    expect(page.get_by_role("heading", name="Two scans of one patient")).to_be_visible()

    # The worklist has both examinations, and leads to them by one click.
    keep_sample(server, samples, "malignant")
    keep_later_visit(server, samples)
    go_to(page, "Worklist")
    click(page.locator("tbody tr[data-id]").filter(has_text="2026-07-01"))
    click(page.get_by_role("button", name="Compare over time"))
    _expect_both(page)
    # The same liver and the same lesions: each is found again, none is new.
    expect(page.locator(".ll-course h1")).to_have_text(
        re.compile(r"^[2-9] lesions followed, 0 new")
    )
    expect(page.get_by_text("Aligned by the outlines of the liver").first).to_be_visible()
    expect(page.get_by_text("RECIST-style, liver only, not an assessment").first).to_be_visible()
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(2)
    _pick_in_chart(page)
    _scroll_together(page)
    click(page.get_by_role("button", name="Open 2026-01-01 in Review"))
    page.wait_for_selector(".stage[data-state=ready]")
    expect(page.locator(".ll-chip")).to_contain_text("Portal venous (synthetic)")


def test_two_open_series_are_looked_at_before_they_are_analysed(page, server):
    expect = sync_api.expect
    ready = page.locator(".stage[data-state=ready][data-layers=complete]")
    page.goto(server.url)
    click(page.locator(".st-key-start").get_by_role("button", name="Malignant", exact=True))
    expect(ready).to_have_count(1)
    click(page.locator(".st-key-samples-side").get_by_role("button", name="Benign", exact=True))
    expect(page.locator("[class*=st-key-card-]")).to_have_count(2)
    go_to(page, "Follow-up")
    # The worklist may hold patients too.
    page.locator(".st-key-follow-up-patient").get_by_role("combobox").click()
    page.get_by_role("option", name="Two of the series that are open").click()
    # Said before anybody waits for two analyses.
    expect(page.get_by_text("are of different patients")).to_be_visible()
    click(page.get_by_text("One patient, whatever the headers say"))
    expect(page.get_by_role("heading", name="Neither scan is analysed yet")).to_be_visible()
    expect(page.get_by_role("button", name="Analyse both series")).to_be_in_viewport()
    expect(ready).to_have_count(2)
    at_rest(page)
    first, second = page.locator(".pane .slice-label").all()
    expect(first).to_have_text("Slice 25 / 48")
    expect(second).to_have_text("Slice 25 / 48")
    page.locator(".pane .stage").first.evaluate(
        """(stage) => stage.dispatchEvent(
             new WheelEvent("wheel", { deltaY: 100, cancelable: true }))"""
    )
    # 48 slices: from the middle one towards the feet, and the other by as many mm.
    expect(first).to_have_text("Slice 24 / 48")
    expect(second).to_have_text("Slice 24 / 48")


def _expect_both(page) -> None:
    """Both examinations, each with its outlines, on lesion 1."""
    expect = sync_api.expect
    ready = page.locator(".pane .stage[data-state=ready][data-layers=complete]")
    expect(ready).to_have_count(2)
    titles = ["Earlier · 2026-01-01", "Later · 2026-07-01"]
    expect(page.locator(".pane-title")).to_have_text(titles)
    at_rest(page)


def _scroll_together(page) -> None:
    """The very same slices lie 140 mm higher: both show the same one."""
    label = page.locator(".pane .slice-label")
    numbers = [int(text.split()[1]) for text in label.all_inner_texts()]
    page.locator(".pane .stage").first.evaluate(
        """(stage) => stage.dispatchEvent(
             new WheelEvent("wheel", { deltaY: 100, cancelable: true }))"""
    )
    below = re.compile(rf"^Slice {numbers[0] - 1} / ")
    sync_api.expect(label).to_have_text([below, below])


def _pick_in_chart(page) -> None:
    """Click the first point of another lesion; again where the chart was still settling.

    Which one is hit is left open: points of like diameters lie on each other.
    """
    line = page.get_by_test_id("stPlotlyChart").first.locator(".scatterlayer .trace")
    shown = page.locator(".pane-note").first.filter(has_text=re.compile(r"lesion [2-9]:"))
    click_point(line.nth(1).locator(".point").first, shown)
