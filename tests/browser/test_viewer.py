"""The image in a real Chromium: slices, windows, zoom and ruler follow the hand."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.browser.picture import changed

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

SCRIPT = Path(__file__).with_name("viewer_script.py")


def test_opens_at_the_slice_the_server_names_in_radiological_view(viewer):
    viewer.open()
    viewer.expect_slice(26)
    viewer.expect_text("position", "z −15.0 mm")
    viewer.expect_window("W 160 L 100")
    # HU grows by 1 to the patient's left and 1/2 to posterior: brightest at the lower right.
    # Pixel (118, 110) of slice 25: 118 + 55 + 50 - 100 = 123 HU, window 20..180.
    expected = 255 * (123 - 20) / 160
    image = viewer.pixels_when(lambda now: abs(viewer.colour(now, 118, 110).mean() - expected) < 4)
    corners = [viewer.colour(image, u, v).mean() for u, v in ((8, 8), (120, 8), (8, 120))]
    assert expected - 4 > corners[1] > corners[2] >= corners[0]
    # The pointer shows HU and the file's own column and row.
    viewer.page.mouse.move(*viewer.point(100.5, 80.5))
    viewer.expect_text("pointer", "90 HU · x 100 y 80")  # 100 + 40 + 50 - 100


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
    viewer.pixels_when(lambda now: changed(before, now) > 0.2)


def test_keys_work_before_any_click_and_not_while_typing(viewer):
    viewer.open()
    viewer.press("2")
    viewer.expect_window("W 400 L 40")
    width = viewer.page.get_by_label("Window width")
    width.fill("300")
    width.press("ArrowUp")  # the input's own step of 10
    width.press("Enter")
    viewer.expect_window("W 310 L 40")
    viewer.expect_slice(26)
    viewer.press("ArrowUp")
    viewer.expect_slice(27)
    # The help lists every key, and Escape closes it.
    viewer.press("?")
    card = viewer.page.get_by_role("dialog", name="Keys")
    for words in ("Most suspicious slice", "Abdomen window, 400 / 40", "Page Down"):
        expect(card).to_contain_text(words)
    viewer.press("Escape")
    expect(card).not_to_be_visible()


def test_presets_and_drag_change_window_and_pixels(viewer):
    viewer.open()
    liver = viewer.pixels()
    viewer.press("5")
    viewer.expect_window("W 300 L 50")  # the file's own
    viewer.pixels_when(lambda now: changed(liver, now) > 0.2)
    viewer.press("1")
    viewer.pixels_when(lambda now: changed(liver, now) < 0.01)
    centre = viewer.point(64, 64)
    viewer.drag(centre, (centre[0] + 80, centre[1] + 40))
    # 160 HU wide: half an HU per pixel.
    viewer.expect_window("W 200 L 120")
    viewer.pixels_when(lambda now: changed(liver, now) > 0.2)
    # Streamlit's own keys for a rerun and for clearing its cache do what the viewer says.
    run = viewer.expect_reported(25, "200/120")
    viewer.press("r", "c")
    viewer.expect_window("W 160 L 100")
    viewer.expect_run(run + 1, 25)
    viewer.rerun(run + 2, 25)
    expect(viewer.page.get_by_role("dialog")).to_have_count(0)


def test_coronal_mr_has_the_head_up_no_unit_and_one_pane(viewer):
    viewer.open("?mr=1")
    viewer.expect_text("position", "y −15.0 mm")
    for side, letter in {"top": "H", "bottom": "F", "left": "R", "right": "L"}.items():
        expect(viewer.page.locator(f"[data-plane=axial] .letter-{side}")).to_have_text(letter)
    viewer.page.mouse.move(*viewer.point(100.5, 80.5))
    viewer.expect_text("pointer", "90 · x 100 y 80")
    viewer.press("y")
    viewer.drag(viewer.point(100.5, 80.5), viewer.point(100.5, 80.5))
    viewer.expect_text("ruler", "Point 90")
    viewer.press("v")
    expect(viewer.page.locator(".views")).to_have_attribute("data-count", "1")
    assert "HU" not in viewer.page.locator(".stage").inner_text()


def test_zoom_and_pan_keep_outlines_on_the_image(viewer):
    viewer.open("?findings=1")
    viewer.press("s")
    viewer.expect_reported(35)
    viewer.press("h", "n")  # outlines only
    viewer.page.mouse.move(*viewer.point(20, 40))
    viewer.page.keyboard.down("Control")
    viewer.wheel(*4 * [-100])
    viewer.expect_window("W 160 L 100  ×2.72")
    viewer.page.keyboard.up("Control")
    zoom = np.exp(1.0)
    # The corner (20, 40) of the block stayed under the pointer. Along the block's upper edge the
    # image turns from dark to white where the outline runs.
    box = viewer.stage.bounding_box()
    x, y = viewer.point(20, 40)
    scale = min(box["width"], box["height"]) / 128 * zoom
    column = round(x - box["x"] + 10 * scale)
    row = round(y - box["y"])

    def edge(now: np.ndarray) -> np.ndarray:
        return now[row - 14 : row + 15, column]

    line = edge(viewer.pixels_when(lambda now: reddish(edge(now)).any()))
    assert abs(np.flatnonzero(reddish(line)).mean() - 14) <= 1.5
    assert line[-1].min() > 240  # inside: 200 HU is white
    viewer.press("c")
    line = edge(viewer.pixels_when(lambda now: not reddish(edge(now)).any()))
    # Half-way from the grey above to the white below.
    turn = np.flatnonzero(line[:, 0] > (line[0, 0] + 255) / 2)[0]
    assert abs(turn - 14) <= 1.5
    before = viewer.pixels()
    viewer.press("p")
    viewer.drag(viewer.point(64, 64), viewer.point(74, 64))
    moved = round(10 * scale / zoom)
    still, shifted = before[60:-60, 200:-250], slice(200 + moved, moved - 250)
    viewer.pixels_when(lambda now: changed(still, now[60:-60, shifted]) < 0.02)


def reddish(line: np.ndarray) -> np.ndarray:
    """Which pixels have the malignant outline's colour."""
    return (line[:, 0] > 180) & (line[:, 0] - line[:, 1] > 60)


def yellow(pixels: np.ndarray) -> int:
    """How many pixels have the ruler's colour."""
    return int(((pixels[..., 0] > 230) & (pixels[..., 1] > 190) & (pixels[..., 2] < 140)).sum())


def expect_ruler(viewer, mm: float) -> None:
    """The mouse moves by whole screen pixels of 0.4 mm."""

    def near() -> bool:
        text = viewer.page.locator(".ruler-label").inner_text()
        found = re.fullmatch(r"Ruler ([\d.]+) mm", text)
        return found is not None and abs(float(found[1]) - mm) <= 0.4

    viewer.until(near)


def test_ruler_measures_in_mm(viewer):
    viewer.open()
    viewer.press("m")
    viewer.drag(viewer.point(30, 40), viewer.point(70, 40))  # 40 pixels of 2 mm
    expect_ruler(viewer, 80)
    viewer.pixels_when(lambda now: yellow(now) > 100)
    viewer.drag(viewer.point(70, 40), viewer.point(30, 70))  # its end is moved
    expect_ruler(viewer, 60)
    viewer.press("ArrowUp")  # it belongs to its slice
    viewer.pixels_when(lambda now: yellow(now) == 0)
    viewer.expect_text("ruler", "")
    viewer.press("ArrowDown")
    viewer.pixels_when(lambda now: yellow(now) > 100)
    viewer.press("Delete")
    viewer.pixels_when(lambda now: yellow(now) == 0)
