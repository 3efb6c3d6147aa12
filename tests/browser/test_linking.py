"""Linked viewers in a real Chromium: one moves, all move, and nothing is asked of the server."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.browser.picture import changed, frame, picture_when, still_picture, until

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click  # noqa: E402
from tests.browser.traffic import Traffic  # noqa: E402

SCRIPT = Path(__file__).with_name("linked_script.py")


class Deck:
    """The page as a reader uses it."""

    def __init__(self, page, server) -> None:
        self.page = page
        self.traffic = Traffic(page)
        page.goto(server.url)
        self.expect_panes(3)
        at_rest(page)

    def expect_panes(self, count: int) -> None:
        """So many, each with its image and what lies over it."""
        ready = self.page.locator(".pane .stage[data-state=ready][data-layers=complete]")
        sync_api.expect(ready).to_have_count(count)
        sync_api.expect(self.page.locator(".pane")).to_have_count(count)
        frame(self.page)

    def expect_all(self, label: str, text: str) -> None:
        found = self.page.locator(f".pane .{label}-label")
        sync_api.expect(found).to_have_text([text] * self.page.locator(".pane").count())

    def expect_reported(self, slice_index: int) -> int:
        """Wait until the server knows; the number of its last run."""
        sidebar = self.page.get_by_test_id("stSidebar")
        shown = sidebar.get_by_text(re.compile(rf"^run \d+: slice {slice_index}$"))
        sync_api.expect(shown).to_be_visible()
        at_rest(self.page)
        return int(re.match(r"run (\d+)", shown.inner_text())[1])

    def stage(self, index: int):
        return self.page.locator(".pane .stage").nth(index)

    def centre(self, index: int) -> tuple[float, float]:
        box = self.stage(index).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def over(self, index: int, dx: float = 0, dy: float = 0) -> None:
        x, y = self.centre(index)
        self.page.mouse.move(x + dx, y + dy)
        frame(self.page)

    def pixels(self, index: int) -> np.ndarray:
        return still_picture(self.stage(index))

    def pixels_when(self, index: int, holds) -> np.ndarray:
        return picture_when(self.stage(index), holds)


@pytest.fixture
def deck(page, server) -> Deck:
    return Deck(page, server)


def test_the_wheel_over_one_scrolls_all_without_the_server(deck):
    deck.expect_all("slice", "Slice 26 / 60")
    before = [deck.pixels(i).mean() for i in range(3)]
    run = deck.expect_reported(25)
    deck.traffic.clear()
    # From within the page: a busy machine would put rests between the notches.
    deck.stage(1).evaluate(
        """async (stage) => {
          for (let notch = 0; notch < 3; notch++) {
            stage.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, cancelable: true }));
            await new Promise(requestAnimationFrame);
          }
        }"""
    )
    deck.expect_all("slice", "Slice 29 / 60")
    for index, mean in enumerate(before):  # 2 HU brighter per slice
        deck.pixels_when(index, lambda now, mean=mean: now.mean() > mean + 1)
    # At rest the server hears of it: one viewer speaks for all.
    assert deck.expect_reported(28) == run + 1
    assert deck.traffic.reruns == 1
    assert deck.traffic.requests == []


def test_window_zoom_pan_and_keys_are_shared(deck):
    deck.over(2)
    deck.page.keyboard.press("2")
    deck.expect_all("window", "W 400 L 40")
    deck.page.keyboard.press("+")
    deck.expect_all("window", "W 400 L 40  ×1.25")
    x, y = deck.centre(0)
    deck.page.mouse.move(x, y)
    deck.page.mouse.down()
    deck.page.mouse.move(x + 40, y)
    deck.page.mouse.up()
    # 400 HU wide: one HU per pixel.
    deck.expect_all("window", "W 440 L 40  ×1.25")
    deck.page.keyboard.press("p")
    before = deck.pixels(1)
    deck.page.mouse.down()
    deck.page.mouse.move(x + 10, y + 60)
    deck.page.mouse.up()
    deck.pixels_when(1, lambda now: changed(before, now) > 0.05)
    deck.page.keyboard.press("r")
    deck.expect_all("window", "W 160 L 100")


def test_the_pointer_is_marked_in_the_others_with_their_own_reading(deck):
    deck.over(0, dx=30, dy=20)
    labels = deck.page.locator(".pointer-label")

    def words() -> list[str]:
        return labels.all_inner_texts()

    until(deck.page, lambda: all(words()))
    assert words()[0] == words()[2]
    assert " HU · x " in words()[0]
    assert words()[1].startswith(words()[0])
    assert "heat 0.50" in words()[1]  # the second has a heatmap
    box = deck.stage(2).bounding_box()
    row, column = round(box["height"] / 2 + 20), round(box["width"] / 2 + 30)

    def around(image: np.ndarray) -> np.ndarray:
        return image[row - 14 : row + 15, column - 14 : column + 15]

    with_cross = around(deck.pixels(2))
    deck.page.mouse.move(5, 5)
    sync_api.expect(labels.nth(2)).to_have_text("")
    deck.pixels_when(2, lambda now: 20 < changed(with_cross, around(now)) * 29**2 < 300)


def test_overlays_are_switched_for_all(deck):
    toolbar = deck.page.get_by_role("toolbar")
    sync_api.expect(toolbar).to_have_count(1)
    with_outline = deck.pixels(0)
    toolbar.get_by_role("button", name="Outlines").click()
    deck.pixels_when(0, lambda now: changed(with_outline, now) > 0)
    deck.over(1)
    with_heat = deck.pixels(1)
    deck.page.keyboard.press("h")
    deck.pixels_when(1, lambda now: changed(with_heat, now) > 0.2)
    sync_api.expect(toolbar.locator(".tool-heat")).to_have_attribute("aria-pressed", "false")
    deck.page.keyboard.press("?")
    sync_api.expect(deck.page.get_by_role("dialog", name="Keys")).to_have_count(1)
    deck.page.keyboard.press("Escape")
    sync_api.expect(deck.page.get_by_role("dialog", name="Keys")).to_have_count(0)


def test_each_head_says_whose_it_is_and_what_it_says_here(deck):
    heads = deck.page.locator(".pane-head")
    sync_api.expect(heads.nth(0)).to_contain_text("first")
    sync_api.expect(heads.nth(0)).to_contain_text("Malignant-looking, p(malignant) 0.80")
    scores = deck.page.locator(".pane-score")
    sync_api.expect(scores).to_have_text(["p(malignant) 0.25", "p(malignant) 0.25", ""])
    sync_api.expect(heads.nth(1)).to_contain_text("<b>second</b>")
    sync_api.expect(heads.nth(2)).to_contain_text("not analysed yet")
    # A jump from the server brings all.
    click(deck.page.get_by_role("button", name="Jump to 10"))
    deck.expect_all("slice", "Slice 10 / 60")


def test_the_ct_is_fetched_once_for_all_and_not_again_for_fewer(deck):
    fetched = deck.traffic.volumes()
    # The CT, the mask that two share, and a heatmap.
    assert len(fetched) == len(set(fetched)) == 3
    deck.over(0)
    deck.page.mouse.wheel(0, -100)
    deck.expect_all("slice", "Slice 27 / 60")
    deck.traffic.clear()
    deck.page.get_by_test_id("stSidebar").get_by_text("Two only").click()
    deck.expect_panes(2)
    deck.expect_all("slice", "Slice 27 / 60")
    deck.page.get_by_test_id("stSidebar").get_by_text("Two only").click()
    deck.expect_panes(3)
    deck.expect_all("slice", "Slice 27 / 60")
    assert deck.traffic.volumes() == []


def test_as_many_side_by_side_as_leave_a_readable_image(deck):
    def columns() -> int:
        return len({round(deck.stage(i).bounding_box()["x"]) for i in range(3)})

    for width, across in ((1440, 3), (1100, 2), (500, 1)):
        deck.page.set_viewport_size({"width": width, "height": 900})
        until(deck.page, lambda expected=across: columns() == expected)


def test_what_is_measured_in_one_is_listed_for_all(page, server):
    Deck(page, server)
    second = page.locator(".pane .stage").nth(1).bounding_box()
    x, y = second["x"] + second["width"] / 2, second["y"] + second["height"] / 2
    page.mouse.click(x, y)
    page.keyboard.press("m")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y)
    page.mouse.up()
    rows = page.locator(".deck > .measure-list li")
    sync_api.expect(rows).to_have_count(1)
    page.keyboard.press("F2")
    page.keyboard.type("Portal vein")
    page.keyboard.press("Enter")
    for pane in page.locator(".pane").all():
        sync_api.expect(pane.locator(".ruler-label")).to_have_text(re.compile("^Portal vein "))
    # The toolbar undoes what was done in any of the images.
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    sync_api.expect(rows).to_have_count(0)


def test_back_on_the_page_a_jump_made_elsewhere_leads_all_and_none_loses_its_window(deck):
    deck.expect_all("window", "W 160 L 100")
    sidebar = deck.page.get_by_test_id("stSidebar")
    click(sidebar.get_by_text("Another page"))
    sync_api.expect(deck.page.locator(".pane")).to_have_count(0)
    at_rest(deck.page)
    click(deck.page.get_by_role("button", name="Jump to 10"))
    at_rest(deck.page)
    click(sidebar.get_by_text("Another page"))
    deck.expect_panes(3)
    deck.expect_all("slice", "Slice 10 / 60")
    deck.expect_all("window", "W 160 L 100")
