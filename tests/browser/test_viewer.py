"""The image in a real Chromium: slices, windows, zoom and ruler follow the hand."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).with_name("viewer_script.py")


def test_opens_at_the_slice_the_server_names_in_radiological_view(viewer):
    viewer.open()
    viewer.expect_slice(26)
    assert viewer.text("position") == "z −15.0 mm"
    viewer.expect_window("W 160 L 100")
    # HU grows by 1 to the patient's left and 1/2 to posterior: brightest at the lower right.
    corners = [viewer.colour(u, v).mean() for u, v in ((8, 8), (120, 8), (8, 120))]
    brightest = viewer.colour(118, 110).mean()
    assert brightest > corners[1] > corners[2] >= corners[0]
    # Pixel (118, 110) of slice 25: 118 + 55 + 50 - 100 = 123 HU, window 20..180.
    assert brightest == pytest.approx(255 * (123 - 20) / 160, abs=4)


def test_wheel_and_keys_change_slice_and_pixels(viewer):
    viewer.open()
    before = viewer.pixels()
    viewer.page.mouse.move(*viewer.point(64, 64))
    viewer.wheel(-100)
    viewer.expect_slice(27)  # away from the reader's feet
    viewer.wheel(100)
    viewer.expect_slice(26)
    for key, expected in [
        ("ArrowUp", 27),
        ("ArrowDown", 26),
        ("PageUp", 36),
        ("PageDown", 26),
        ("Home", 1),
        ("ArrowLeft", 1),
        ("End", 60),
    ]:
        viewer.press(key)
        viewer.expect_slice(expected)
    assert viewer.differ(before, viewer.pixels()) > 0.2


def test_keys_work_before_any_click_and_not_while_typing(viewer):
    viewer.open()
    viewer.press("2")
    viewer.expect_window("W 400 L 40")
    width = viewer.page.get_by_label("Window width, HU")
    width.fill("300")
    width.press("ArrowUp")  # the input's own step of 10
    width.press("Enter")
    viewer.frame()
    viewer.expect_window("W 310 L 40")
    viewer.expect_slice(26)
    viewer.press("ArrowUp")
    viewer.expect_slice(27)


def test_presets_and_drag_change_window_and_pixels(viewer):
    viewer.open()
    liver = viewer.pixels()
    viewer.press("5")
    viewer.expect_window("W 300 L 50")  # the file's own
    assert viewer.differ(liver, viewer.pixels()) > 0.2
    viewer.press("1")
    assert viewer.differ(liver, viewer.pixels()) < 0.01
    centre = viewer.point(64, 64)
    viewer.drag(centre, (centre[0] + 80, centre[1] + 40))
    # 160 HU wide: half an HU a pixel.
    viewer.expect_window("W 200 L 120")
    assert viewer.differ(liver, viewer.pixels()) > 0.2
    runs = viewer.runs()
    viewer.press("r", "c")  # Streamlit's own keys for a rerun and for clearing its cache
    viewer.expect_window("W 160 L 100")
    assert viewer.runs() == runs
    assert viewer.page.get_by_role("dialog").count() == 0


def test_pointer_shows_hu_and_the_files_own_column_and_row(viewer):
    viewer.open()
    viewer.page.mouse.move(*viewer.point(100.5, 80.5))
    viewer.frame()
    assert viewer.text("pointer") == "90 HU · x 100 y 80"  # 100 + 40 + 50 - 100


def test_zoom_and_pan_keep_outlines_on_the_image(viewer):
    viewer.open("?findings=1")
    viewer.press("s")
    viewer.press("h", "n")  # outlines only
    viewer.page.mouse.move(*viewer.point(20, 40))
    viewer.page.keyboard.down("Control")
    viewer.wheel(*4 * [-100])
    viewer.page.keyboard.up("Control")
    zoom = np.exp(1.0)
    viewer.frame()
    viewer.expect_window("W 160 L 100  ×2.72")
    # The corner (20, 40) of the block stayed under the pointer. Along the block's upper edge the
    # image turns from dark to white where the outline runs.
    box = viewer.stage.bounding_box()
    x, y = viewer.point(20, 40)
    scale = min(box["width"], box["height"]) / 128 * zoom
    column = round(x - box["x"] + 10 * scale)
    row = round(y - box["y"])
    line = viewer.pixels()[row - 14 : row + 15, column].astype(int)
    red = np.flatnonzero((line[:, 0] > 180) & (line[:, 0] - line[:, 1] > 60))
    assert abs(red.mean() - 14) <= 1.5
    assert line[-1].min() > 240  # inside: 200 HU is white
    viewer.press("c")
    line = viewer.pixels()[row - 14 : row + 15, column].astype(int)
    # Half-way from the grey above to the white below.
    edge = np.flatnonzero(line[:, 0] > (line[0, 0] + 255) / 2)[0]
    assert abs(edge - 14) <= 1.5
    before = viewer.pixels()
    viewer.press("p")
    viewer.drag(viewer.point(64, 64), viewer.point(74, 64))
    moved = round(10 * scale / zoom)
    after = viewer.pixels()
    assert viewer.differ(before[60:-60, 200:-250], after[60:-60, 200 + moved : moved - 250]) < 0.02


def yellow(pixels: np.ndarray) -> int:
    """How many pixels have the ruler's colour."""
    return int(((pixels[..., 0] > 230) & (pixels[..., 1] > 190) & (pixels[..., 2] < 140)).sum())


def ruler_mm(viewer) -> float:
    return float(re.fullmatch(r"Ruler ([\d.]+) mm", viewer.text("ruler"))[1])


def test_ruler_measures_in_mm(viewer):
    viewer.open()
    viewer.press("m")
    viewer.drag(viewer.point(30, 40), viewer.point(70, 40))  # 40 pixels of 2 mm
    # The mouse moves by whole screen pixels of 0.4 mm.
    assert ruler_mm(viewer) == pytest.approx(80, abs=0.4)
    assert yellow(viewer.pixels()) > 100
    viewer.drag(viewer.point(70, 40), viewer.point(30, 70))  # its end, taken along
    assert ruler_mm(viewer) == pytest.approx(60, abs=0.4)
    viewer.press("ArrowUp")  # it belongs to its slice
    viewer.until(lambda: yellow(viewer.pixels()) == 0)
    assert viewer.text("ruler") == ""
    viewer.press("ArrowDown")
    viewer.until(lambda: yellow(viewer.pixels()) > 100)
    viewer.press("Delete")
    viewer.until(lambda: yellow(viewer.pixels()) == 0)


def test_help_lists_every_key_and_escape_closes_it(viewer):
    viewer.open()
    viewer.press("?")
    card = viewer.page.get_by_role("dialog", name="Keys")
    for words in ("Most suspicious slice", "Abdomen window, 400 / 40", "Page Down"):
        assert words in card.inner_text()
    viewer.press("Escape")
    assert not card.is_visible()
