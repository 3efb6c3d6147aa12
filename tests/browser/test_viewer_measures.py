"""Measuring in a real Chromium: each tool, the list, undo, and what outlives the page."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

from tests.browser.viewer import Viewer  # noqa: E402  needs playwright

SCRIPT = Path(__file__).with_name("viewer_script.py")


def last(viewer) -> str:
    return viewer.page.locator(".ruler-label").inner_text()


def rows(viewer):
    return viewer.page.locator(".measures li")


#: Key of a tool -> what it says.
TOOLS = {
    "e": r"Ellipse −?\d+ ± \d+ HU · [\d,]+ mm²",
    "q": r"Rectangle −?\d+ ± \d+ HU · [\d,]+ mm²",
    "a": r"Angle 45\.0°",
    "g": r"Diameters (79|80)\.\d × (47|48)\.\d mm",
    "y": r"Point −?\d+ HU",
}


def test_each_tool_measures(viewer):
    viewer.open()
    for key, pattern in TOOLS.items():
        viewer.press(key)
        down = 0 if key in "ag" else 30
        viewer.drag(viewer.point(30, 40), viewer.point(70, 40 + down))
        viewer.until(lambda said=pattern: re.fullmatch(said, last(viewer)) is not None)
        expect(rows(viewer)).to_have_count(1)
        viewer.press("Control+z")
        expect(rows(viewer)).to_have_count(0)

    viewer.press("j")
    mouse = viewer.page.mouse
    mouse.move(*viewer.point(30, 40))
    mouse.down()
    for corner in ((70, 40), (70, 70), (30, 70)):
        mouse.move(*viewer.point(*corner), steps=4)
    mouse.up()
    # 80 x 60 mm
    viewer.until(lambda: re.fullmatch(r"Freehand .* 4,[78]\d\d mm²", last(viewer)) is not None)
    viewer.press("Control+z")
    expect(rows(viewer)).to_have_count(0)

    # The figures of a region are those of its pixels.
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
    assert json_file.value.suggested_filename == "liverlens-measurements.json"
    told = json.loads(Path(json_file.value.path()).read_text(encoding="utf-8"))
    assert told["measurements"][0]["length_mm"] == pytest.approx(80, abs=0.5)
    assert told["measurements"][0]["slice_index"] == 25
    # Column 30 and row 40 of 2 mm, from LPS -128; slice 25 of 3 mm from -90.
    first = told["measurements"][0]["points_lps_mm"][0]
    assert first == pytest.approx([-69, -49, -15], abs=1)
    with viewer.page.expect_download() as csv_file:
        viewer.press("Control+Shift+S")
    table = list(csv.DictReader(io.StringIO(Path(csv_file.value.path()).read_text("utf-8"))))
    assert [(row["name"], row["kind"]) for row in table] == [("Ruler 1", "ruler")]
    assert table[0]["disclaimer"] == told["disclaimer"]


def kept(viewer):
    """Until the server has answered what is sent next."""
    return viewer.page.expect_response(
        lambda answer: "/measurements/" in answer.url and answer.request.method == "POST"
    )


def test_they_stay_over_another_page_and_a_reload(viewer):
    viewer.open()
    viewer.press("m")
    with kept(viewer):
        viewer.drag(viewer.point(30, 40), viewer.point(70, 40))
    length = last(viewer)
    toggle = viewer.page.get_by_test_id("stSidebar").get_by_text("Elsewhere")
    toggle.click()
    viewer.page.get_by_text("Another page.").wait_for()
    toggle.click()
    viewer.wait_for_image()
    expect(rows(viewer)).to_have_count(1)
    with kept(viewer):
        viewer.press("Control+z")
    expect(rows(viewer)).to_have_count(0)
    with kept(viewer):
        viewer.press("Control+Shift+Z")
    # The server has it, not the tab.
    stored = viewer.page.evaluate("JSON.stringify({ ...sessionStorage, ...localStorage })")
    assert "length_mm" not in stored
    assert "ruler" not in stored
    viewer.page.evaluate("sessionStorage.clear(); localStorage.clear()")
    viewer.open()
    expect(rows(viewer)).to_have_count(1)
    rows(viewer).first.locator(".measure-jump").click()
    expect(viewer.page.locator(".ruler-label")).to_have_text(length)


def test_what_was_measured_just_before_a_reload_is_not_lost(viewer):
    viewer.open()
    viewer.press("m")
    viewer.drag(viewer.point(30, 40), viewer.point(70, 40))
    viewer.page.reload()
    viewer.wait_for_image()
    expect(rows(viewer)).to_have_count(1)


def test_another_tab_of_the_same_person_has_them_and_takes_none_away(viewer, server):
    viewer.open()
    viewer.press("m")
    with kept(viewer):
        viewer.drag(viewer.point(30, 40), viewer.point(70, 40))
    other = Viewer(viewer.page.context.new_page(), server).open()
    expect(rows(other)).to_have_count(1)
    other.press("y")
    with kept(other):
        other.page.mouse.click(*other.point(64, 64))
    viewer.page.bring_to_front()
    viewer.press("q")
    viewer.drag(viewer.point(40, 60), viewer.point(60, 80))
    expect(rows(viewer)).to_have_count(3)
    names = [row.get_attribute("placeholder") for row in rows(viewer).locator("input").all()]
    assert names == ["Ruler 1", "Point 2", "Rectangle 3"]


def test_what_can_not_be_sent_is_said_and_sent_later(viewer):
    viewer.open()
    viewer.page.route("**/measurements/**", lambda route: route.abort())
    viewer.press("m")
    viewer.drag(viewer.point(30, 40), viewer.point(70, 40))
    problem = viewer.page.locator(".measure-problem")
    expect(problem).to_be_visible()
    expect(rows(viewer)).to_have_count(1)
    viewer.page.unroute("**/measurements/**")
    with kept(viewer):
        viewer.press("F2")
        viewer.page.keyboard.type("Portal vein")
        viewer.page.keyboard.press("Enter")
    expect(problem).to_be_hidden()
    viewer.open()
    expect(rows(viewer).locator("input")).to_have_value("Portal vein")


def test_in_a_coronal_image_too(viewer):
    viewer.open()
    viewer.press("o", "m")
    box = viewer.page.locator(".view[data-plane=coronal]").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    viewer.drag(middle, (middle[0] + 100, middle[1]))
    viewer.until(lambda: re.fullmatch(r"Ruler \d+\.\d mm", last(viewer)) is not None)
    viewer.press("ArrowUp")  # another image
    viewer.expect_text("ruler", "")
