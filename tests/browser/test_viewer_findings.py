"""Scores, lesions and heatmap beside and over the image, in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

SCRIPT = Path(__file__).with_name("viewer_script.py")


def test_strip_and_curve_jump_and_the_panel_follows(viewer):
    viewer.open("?findings=1")
    strip = viewer.page.locator(".strip")
    box = strip.bounding_box()
    strip.click(position={"x": box["width"] * 33.5 / 60, "y": 8})
    viewer.frame()
    viewer.expect_slice(34)
    panel = viewer.page.locator(".panel")
    assert "Malignant-looking" in panel.inner_text()
    assert "This patient is made up." in panel.inner_text()
    assert viewer.page.locator(".bar-malignant .value").inner_text() == "0.86"  # 0.9 - 2 * 0.02
    strip.hover(position={"x": box["width"] * 35.5 / 60, "y": 8})
    tip = viewer.page.locator(".tip").inner_text()
    assert tip == "Slice 36 · 15.0 mm · malignant 0.90 · benign 0.05"
    viewer.drag(
        (box["x"] + box["width"] * 10.5 / 60, box["y"] + 8),
        (box["x"] + box["width"] * 20.5 / 60, box["y"] + 8),
    )
    viewer.expect_slice(21)
    curve = viewer.page.locator(".curve").bounding_box()
    viewer.page.mouse.click(curve["x"] + curve["width"] / 2, curve["y"] + 40)
    viewer.frame()
    assert re.match(r"Slice 3[01] ", viewer.text("slice"))


def test_most_suspicious_slice_and_lesion_row(viewer):
    viewer.open("?findings=1")
    viewer.press("s")
    viewer.expect_slice(36)
    row = viewer.page.locator(".lesions tbody tr")
    cells = ["1", "79.2", "72 × 40", "200 ± 0", "malignant", "31–41"]
    assert row.locator("td").all_inner_texts() == cells
    row.click()
    viewer.frame()
    viewer.expect_slice(34)  # where it is largest
    assert row.get_attribute("aria-current") == "true"


def test_heatmap_shows_on_its_slice_only(viewer):
    viewer.open("?findings=1")
    viewer.press("s", "c", "n")
    title = viewer.page.locator(".heat-title")
    assert title.inner_text() == "Grad-CAM, malignant"
    with_heat = viewer.colour(35, 50)
    assert with_heat[0] > with_heat[2] + 20  # yellow over white
    viewer.press("h")
    assert np.ptp(viewer.colour(35, 50)) < 3
    viewer.press("h", "ArrowUp")
    assert np.ptp(viewer.colour(35, 50)) < 3
    assert title.inner_text() == "Grad-CAM, malignant (only on slice 36)"


def test_folding_the_findings_keeps_category_and_cautions_in_sight(viewer):
    viewer.open("?findings=1")
    wide = viewer.stage.bounding_box()["width"]
    viewer.press("f")
    assert viewer.stage.bounding_box()["width"] > wide + 300
    assert viewer.page.locator(".badge").inner_text() == "Malignant-looking · 1 caution"
