"""Measuring in a real Chromium: each tool, the list, undo, and what outlives the page."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

SCRIPT = Path(__file__).with_name("viewer_script.py")


def last(viewer) -> str:
    return viewer.page.locator(".ruler-label").inner_text()


def rows(viewer):
    return viewer.page.locator(".measures li")


@pytest.mark.parametrize(
    ("key", "pattern"),
    [
        ("e", r"Ellipse −?\d+ ± \d+ HU · \d+\.\d cm²"),
        ("q", r"Rectangle −?\d+ ± \d+ HU · \d+\.\d cm²"),
        ("a", r"Angle 45\.0°"),
        ("g", r"Diameters (79|80)\.\d × (47|48)\.\d mm"),
        ("y", r"Point −?\d+ HU"),
    ],
)
def test_each_tool_measures(viewer, key, pattern):
    viewer.open()
    viewer.press(key)
    down = 0 if key in "ag" else 30
    viewer.drag(viewer.point(30, 40), viewer.point(70, 40 + down))
    viewer.until(lambda: re.fullmatch(pattern, last(viewer)) is not None)
    expect(rows(viewer)).to_have_count(1)


def test_a_freehand_region(viewer):
    viewer.open()
    viewer.press("j")
    mouse = viewer.page.mouse
    mouse.move(*viewer.point(30, 40))
    mouse.down()
    for corner in ((70, 40), (70, 70), (30, 70)):
        mouse.move(*viewer.point(*corner), steps=4)
    mouse.up()
    # 80 x 60 mm
    viewer.until(lambda: re.fullmatch(r"Freehand .* 4[78]\.\d cm²", last(viewer)) is not None)


def test_the_figures_of_a_region_are_those_of_its_pixels(viewer):
    viewer.open()
    viewer.press("q")
    # Columns 40 to 59 and rows 60 to 79 of slice 25: x + y // 2 - 50 HU.
    viewer.drag(viewer.point(40, 60), viewer.point(60, 80))
    mean = sum(x + y // 2 - 50 for x in range(40, 60) for y in range(60, 80)) / 400

    def near() -> bool:
        found = re.match(r"Rectangle (\d+) ± ", last(viewer))
        return found is not None and abs(int(found[1]) - mean) <= 1.5

    viewer.until(near)


def test_the_list_names_jumps_and_deletes_and_undo_brings_back(viewer):
    viewer.open()
    viewer.press("m")
    viewer.drag(viewer.point(30, 40), viewer.point(70, 40))
    viewer.press("PageUp", "y")
    viewer.page.mouse.click(*viewer.point(64, 64))
    expect(rows(viewer)).to_have_count(2)
    viewer.press("F2")
    viewer.page.keyboard.type("Portal vein")
    viewer.page.keyboard.press("Enter")
    expect(viewer.page.locator(".ruler-label")).to_have_text(re.compile("^Portal vein "))
    rows(viewer).first.locator(".measure-jump").click()
    viewer.expect_slice(26)
    rows(viewer).first.locator(".measure-remove").click()
    expect(rows(viewer)).to_have_count(1)
    viewer.press("Control+z")
    expect(rows(viewer)).to_have_count(2)
    viewer.press("Control+Shift+Z")
    expect(rows(viewer)).to_have_count(1)
    viewer.press("Control+z", ";")
    viewer.expect_slice(26)


def test_measurements_leave_as_json_and_csv(viewer):
    viewer.open()
    viewer.press("m")
    viewer.drag(viewer.point(30, 40), viewer.point(70, 40))
    with viewer.page.expect_download() as json_file:
        viewer.press("Control+s")
    told = json.loads(Path(json_file.value.path()).read_text(encoding="utf-8"))
    assert told["measurements"][0]["figures"]["length_mm"] == pytest.approx(80, abs=0.5)
    # Column 30 and row 40 of 2 mm, from LPS -128; slice 25 of 3 mm from -90.
    assert told["measurements"][0]["points_lps_mm"][0] == pytest.approx([-69, -49, -15], abs=1)
    with viewer.page.expect_download() as csv_file:
        viewer.press("Control+Shift+S")
    table = list(csv.DictReader(io.StringIO(Path(csv_file.value.path()).read_text("utf-8"))))
    assert [row["kind"] for row in table] == ["Ruler"]
    assert table[0]["disclaimer"] == told["disclaimer"]


def test_they_stay_over_another_page_and_a_reload(viewer):
    viewer.open("?facts=1")
    viewer.press("m")
    viewer.drag(viewer.point(30, 40), viewer.point(70, 40))
    expect(rows(viewer)).to_have_count(1)
    toggle = viewer.page.get_by_test_id("stSidebar").get_by_text("Elsewhere")
    toggle.click()
    viewer.page.get_by_text("Another page.").wait_for()
    toggle.click()
    viewer.wait_for_image()
    expect(rows(viewer)).to_have_count(1)
    viewer.open("?facts=1")
    expect(rows(viewer)).to_have_count(1)


def test_in_a_coronal_image_too(viewer):
    viewer.open()
    viewer.press("o", "m")
    box = viewer.page.locator(".view[data-plane=coronal]").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    viewer.drag(middle, (middle[0] + 100, middle[1]))
    viewer.until(lambda: re.fullmatch(r"Ruler \d+\.\d mm", last(viewer)) is not None)
    viewer.press("ArrowUp")  # another image
    viewer.expect_text("ruler", "")
