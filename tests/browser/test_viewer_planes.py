"""Coronal and sagittal beside axial, slabs, cine and how pixels are drawn, in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.browser.picture import changed, picture_when, still_picture

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

SCRIPT = Path(__file__).with_name("viewer_script.py")


def pane(viewer, name: str):
    return viewer.page.locator(f".view[data-plane={name}]")


def centre_of(shown) -> tuple[float, float]:
    box = shown.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def expect_panes(viewer, names: str) -> None:
    expect(viewer.page.locator(".views")).to_have_attribute("data-shown", names)


def test_one_two_and_four_panes_and_double_click(viewer):
    viewer.open("?findings=1")
    expect_panes(viewer, "axial")
    viewer.press("v")
    expect_panes(viewer, "axial coronal")
    viewer.press("v")
    expect_panes(viewer, "axial coronal sagittal volume")
    viewer.page.mouse.dblclick(*centre_of(pane(viewer, "sagittal")))
    expect_panes(viewer, "sagittal")
    viewer.expect_text("slice", re.compile(r"^Sagittal \d+ / 128$"))
    viewer.page.mouse.dblclick(*centre_of(pane(viewer, "sagittal")))
    expect_panes(viewer, "axial coronal sagittal volume")
    viewer.press("v", "o")
    expect_panes(viewer, "coronal")


def test_a_coronal_image_shows_the_head_above_and_scrolls_to_the_front(viewer):
    viewer.open()
    viewer.press("o")
    viewer.expect_text("slice", re.compile(r"^Coronal \d+ / 128$"))
    coronal = pane(viewer, "coronal")
    # HU grows by 2 per slice towards the head, and by 1 per column to the patient's left.
    image = still_picture(coronal)
    height, width = image.shape[:2]

    def grey(share_across: float, share_down: float) -> float:
        row, column = round(share_down * height), round(share_across * width)
        return image[row - 3 : row + 4, column - 3 : column + 4].mean()

    assert grey(0.6, 0.3) > grey(0.6, 0.7) + 10
    assert grey(0.65, 0.5) > grey(0.35, 0.5) + 10
    number = viewer.page.locator(".slice-label").inner_text()
    viewer.traffic.clear()
    viewer.page.mouse.move(*centre_of(coronal))
    viewer.wheel(*10 * [-100])
    picture_when(coronal, lambda now: changed(image, now) > 0.02)
    assert viewer.page.locator(".slice-label").inner_text() != number
    assert viewer.traffic.requests == []


def test_the_cross_hair_moves_the_other_planes_and_the_slice(viewer):
    viewer.open("?findings=1")
    viewer.press("v", "v", "x")
    labels = {name: pane(viewer, name).locator(".plane-title") for name in ("coronal", "sagittal")}
    for label in labels.values():
        expect(label).to_have_text(re.compile(r"\d"))
    before = {name: label.inner_text() for name, label in labels.items()}
    x, y = centre_of(pane(viewer, "axial"))
    viewer.page.mouse.click(x + 60, y + 40)
    for name, label in labels.items():
        expect(label).not_to_have_text(before[name])
    # Higher in the coronal image is a slice nearer to the head.
    x, y = centre_of(pane(viewer, "coronal"))
    viewer.page.mouse.click(x, y - 60)
    viewer.until(
        lambda: (
            int(re.match(r"Slice (\d+)", viewer.page.locator(".slice-label").inner_text())[1]) > 31
        )
    )


def test_outlines_heat_and_numbers_in_every_plane(viewer):
    viewer.open("?findings=1")
    viewer.press("l")  # the planes pass through the lesion
    viewer.expect_slice(34)
    viewer.expect_reported(33)
    viewer.press("v", "v", "h", "n")  # outlines only
    for name in ("coronal", "sagittal"):
        shown = pane(viewer, name)
        picture_when(shown, lambda now: red_lines(now) > 100)
        with_outlines = still_picture(shown)
        for key, least in (("h", 0.0002), ("n", 0.0002)):
            viewer.press(key)
            picture_when(
                shown, lambda now, old=with_outlines, least=least: changed(old, now) > least
            )
            viewer.press(key)
            picture_when(shown, lambda now, old=with_outlines: changed(old, now) < 0.0001)
        viewer.press("c")
        picture_when(shown, lambda now: red_lines(now) < 10)
        viewer.press("c")


def red_lines(pixels: np.ndarray) -> int:
    """How many pixels have the malignant outline's colour; the cross-hair has none of it."""
    red, green, blue = (pixels[..., channel] for channel in range(3))
    return int(((red > 180) & (red - green > 60) & (red - blue > 60)).sum())


def test_a_slab_is_named_and_changes_the_image(viewer):
    viewer.open()
    plain = viewer.pixels()
    how = viewer.page.locator(".how-label")
    viewer.press("u")
    expect(how).to_have_text("MIP 10 mm")
    # Slices 3 mm apart: the highest of 3 is one up, 2 HU more; 30 mm take 11.
    viewer.press("]", "]", "]", "]")
    expect(how).to_have_text("MIP 30 mm")
    viewer.page.mouse.move(*viewer.point(100.5, 80.5))
    viewer.expect_text("pointer", "100 HU · x 100 y 80")  # 90 + 2 * 5
    viewer.press("u")
    viewer.expect_text("pointer", "80 HU · x 100 y 80")
    viewer.press("u")
    expect(how).to_have_text("Mean 30 mm")
    viewer.expect_text("pointer", "90 HU · x 100 y 80")
    viewer.press("r")
    expect(how).to_have_text("")
    viewer.pixels_when(lambda now: changed(plain, now) < 0.01)

    # Black and white are swapped.
    grey = viewer.colour(plain, 118, 110).mean()
    viewer.press("b")
    viewer.pixels_when(lambda now: abs(viewer.colour(now, 118, 110).mean() - (255 - grey)) < 4)


def test_space_runs_the_slices_without_the_server(viewer):
    viewer.open()
    viewer.expect_reported(25)
    viewer.traffic.clear()
    viewer.press(" ")
    label = viewer.page.locator(".slice-label")
    viewer.until(lambda: label.inner_text() in {f"Slice {n} / 60" for n in range(15, 24)})
    assert viewer.traffic.requests == []
    viewer.press(" ")
    stopped = label.inner_text()
    for _ in range(30):  # in which it would have run on by several slices
        viewer.frame()
    assert label.inner_text() == stopped


def test_every_tool_of_the_menus_has_a_label_and_a_key(viewer):
    viewer.open("?findings=1")
    for name in ("Measure", "View"):
        viewer.page.get_by_role("button", name=name, exact=True).click()
        rows = viewer.page.locator(".menu-list:not([hidden]) button")
        expect(rows.first).to_be_visible()
        for row in rows.all():
            assert row.inner_text().strip()
            assert row.get_attribute("aria-keyshortcuts")
        viewer.page.keyboard.press("Escape")
        expect(viewer.page.locator(".menu-list:not([hidden])")).to_have_count(0)

    # Every button of the bar has a name of its own.
    bar = viewer.page.get_by_role("toolbar", name="Image tools")
    buttons = bar.get_by_role("button")
    expect(buttons.filter(has_text="Ruler")).to_be_visible()
    names = []
    for button in buttons.all():
        expect(button).to_have_accessible_name(re.compile(r"\w"))
        names.append(button.get_attribute("aria-label") or button.inner_text())
    assert len(set(names)) == len(names) > 15
    for field in bar.locator("input:visible").all():
        expect(field).to_have_accessible_name(re.compile(r"\w"))
