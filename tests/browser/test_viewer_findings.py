"""Scores, lesions and heatmap beside and over the image, in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.browser.picture import changed

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

SCRIPT = Path(__file__).with_name("viewer_script.py")


def test_strip_and_curve_jump_and_the_panel_follows(viewer):
    viewer.open("?findings=1")
    strip = viewer.page.locator(".strip")
    box = strip.bounding_box()
    strip.click(position={"x": box["width"] * 33.5 / 60, "y": 8})
    viewer.expect_slice(34)
    panel = viewer.page.locator(".panel")
    expect(panel).to_contain_text("Malignant-looking")
    expect(panel).to_contain_text("This patient is made up.")
    # 0.9 - 2 * 0.02
    expect(viewer.page.locator(".bar-malignant .value")).to_have_text("0.86")
    strip.hover(position={"x": box["width"] * 35.5 / 60, "y": 8})
    expect(viewer.page.locator(".tip")).to_have_text(
        "Slice 36 · 15.0 mm · malignant 0.90 · benign 0.05"
    )
    viewer.drag(
        (box["x"] + box["width"] * 10.5 / 60, box["y"] + 8),
        (box["x"] + box["width"] * 20.5 / 60, box["y"] + 8),
    )
    viewer.expect_slice(21)
    curve = viewer.page.locator(".curve").bounding_box()
    viewer.page.mouse.click(curve["x"] + curve["width"] / 2, curve["y"] + 40)
    viewer.expect_text("slice", re.compile(r"^Slice 3[01] "))


def test_most_suspicious_slice_and_lesion_row(viewer):
    viewer.open("?findings=1")
    viewer.press("s")
    viewer.expect_slice(36)
    row = viewer.page.locator(".lesions tbody tr")
    cells = ["1", "malignant", "79.2", "72.1 × 40.0", "200 ± 0", "31–41"]
    expect(row.locator("td")).to_have_text(cells)
    row.click()
    viewer.expect_slice(34)  # where it is largest
    expect(row).to_have_attribute("aria-current", "true")


def test_the_chosen_lesion_is_framed_until_escape_and_comes_to_the_middle_when_zoomed_in(viewer):
    viewer.open("?findings=1")
    viewer.press("s", "h")
    viewer.expect_slice(36)
    # The block of 200 HU is white in the liver window, the middle of the image is not.
    viewer.pixels_when(lambda now: middle(now).max() < 200)
    viewer.press("l")
    viewer.expect_slice(34)
    viewer.expect_reported(33)
    row = viewer.page.locator(".lesions tbody tr")
    expect(row).to_have_attribute("aria-current", "true")
    framed = viewer.pixels()
    viewer.press("Escape")
    expect(row).to_have_attribute("aria-current", "false")
    # Corners and ticks, and nothing else.
    viewer.pixels_when(lambda now: 0.0002 < changed(framed, now) < 0.01)
    bare = viewer.pixels()
    viewer.press("n")
    viewer.pixels_when(lambda now: 0.00002 < changed(bare, now) < 0.002)  # its number
    viewer.press("n", "+", "+", "+", "+", "l")
    viewer.pixels_when(lambda now: middle(now).min() > 240)


def middle(pixels: np.ndarray) -> np.ndarray:
    """Its colour."""
    height, width = pixels.shape[:2]
    return pixels[height // 2, width // 2]


def test_heatmap_shows_on_its_slice_only(viewer):
    viewer.open("?findings=1")
    viewer.press("s", "c", "n")
    title = viewer.page.locator(".heat-title")
    expect(title).to_have_text("Grad-CAM, malignant")

    def warmth(now: np.ndarray) -> float:
        """Of the block: yellow over white, or none."""
        red, _, blue = viewer.colour(now, 35, 50)
        return red - blue

    viewer.pixels_when(lambda now: warmth(now) > 20)
    viewer.press("h")
    viewer.pixels_when(lambda now: abs(warmth(now)) < 3)
    viewer.press("h", "ArrowUp")
    expect(title).to_have_text("Grad-CAM, malignant (only on slice 36)")
    viewer.pixels_when(lambda now: abs(warmth(now)) < 3)


def test_folding_the_findings_keeps_category_and_cautions_in_sight(viewer):
    viewer.open("?findings=1")
    wide = viewer.stage.bounding_box()["width"]
    viewer.press("f")
    viewer.until(lambda: viewer.stage.bounding_box()["width"] > wide + 300)
    expect(viewer.page.locator(".badge")).to_have_text("Malignant-looking · 1 caution")


def test_with_a_heatmap_the_toolbar_is_one_row_on_the_review_page(viewer):
    page = viewer.open("?findings=1").page
    width = page.locator(".workspace").evaluate("workspace => workspace.clientWidth")
    # As wide as it is on the Review page in a window of 1440 px.
    page.set_viewport_size({"width": 1440 + 1192 - width, "height": 900})
    viewer.until(
        lambda: page.locator(".workspace").evaluate("workspace => workspace.clientWidth") == 1192
    )
    tops = page.locator(".toolbar .group, .toolbar .rest").evaluate_all(
        "groups => groups.filter((one) => one.offsetWidth).map((one) => one.offsetTop)"
    )
    assert len(set(tops)) == 1
    # The windows keep their keys.
    keys = page.get_by_role("group", name="Window", exact=True).locator("kbd")
    assert [key.is_visible() for key in keys.all()] == [True] * keys.count() != []
    page.set_viewport_size({"width": 1024 + 1192 - width, "height": 900})
    # Two rows: the last two buttons share theirs with the view.
    view = page.get_by_role("group", name="View").bounding_box()
    last = page.locator(".group.end").bounding_box()
    assert (last["y"], last["x"] > view["x"]) == (view["y"], True)
    assert [key.is_visible() for key in keys.all()] == [True] * keys.count()


def test_a_long_name_in_the_corner_leaves_the_slice_number_free(viewer):
    page = viewer.open("?facts=long").page
    line = page.locator(".series-texts div").last
    shown, slice_number = line.bounding_box(), page.locator(".slice-label").bounding_box()
    assert shown["x"] > slice_number["x"] + slice_number["width"]
    assert line.evaluate("(node) => node.scrollWidth > node.clientWidth")
    expect(line).to_have_attribute("title", re.compile(r"^KERNEL KERNEL .* 5 mm$"))
    # It can be hovered, and the wheel over it still scrolls.
    line.hover()
    viewer.expect_slice(26)
    viewer.wheel(-100)
    viewer.expect_slice(27)


def test_that_sizes_count_for_nothing_stands_on_the_image_at_every_width(viewer):
    page = viewer.open("?facts=1&sizes=1").page
    mark, texts = page.locator(".sizes-mark"), page.locator(".series-texts")
    expect(texts).to_be_visible()
    expect(mark).to_have_text("Sizes can't be trusted")
    page.set_viewport_size({"width": 390, "height": 844})
    # A telephone's corners are for what matters.
    expect(texts).to_be_hidden()
    expect(mark).to_be_in_viewport()
    viewer.open("?facts=1")
    expect(mark).to_be_empty()
