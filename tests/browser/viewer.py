"""The viewer on a page, as a reader uses it."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from playwright.sync_api import Locator, Page, expect

from tests.browser.navigation import at_rest
from tests.browser.picture import frame, picture_when, still_picture, until
from tests.browser.traffic import Traffic
from tools.server import Server


class Viewer:
    """With tests/browser/viewer_script.py behind it: 60 slices of 128 x 128 pixels of 2 mm."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self._server = server
        self.traffic = Traffic(page)

    def open(self, query: str = "") -> Viewer:
        self.page.goto(f"{self._server.url}/{query}")
        self.wait_for_image()
        return self

    def wait_for_image(self) -> None:
        """Until the image and what lies over it are drawn, and no script runs."""
        self.page.wait_for_selector(".stage[data-state=ready][data-layers=complete]")
        at_rest(self.page)
        self.frame()

    @property
    def stage(self) -> Locator:
        return self.page.locator(".stage")

    def frame(self) -> None:
        frame(self.page)

    def until(self, holds: Callable[[], bool]) -> None:
        until(self.page, holds)

    def pixels(self) -> np.ndarray:
        """(height, width, 3) of the image with what is drawn over it, once it holds still."""
        return still_picture(self.stage)

    def pixels_when(self, holds: Callable[[np.ndarray], bool]) -> np.ndarray:
        return picture_when(self.stage, holds)

    def expect_text(self, label: str, text: str | re.Pattern) -> None:
        """Of one of the labels around the image."""
        expect(self.page.locator(f".{label}-label")).to_have_text(text)

    def expect_slice(self, number: int) -> None:
        """The slice shown, counted from 1, is this one, or is within seconds."""
        self.expect_text("slice", f"Slice {number} / 60")

    def expect_window(self, text: str) -> None:
        self.expect_text("window", text)

    def expect_run(self, number: int, slice_index: int, window: str = "160/100") -> None:
        """The script's run of that number took the viewer to show this."""
        self._run_text(rf"run {number}: slice {slice_index}, window {window}").wait_for()

    def expect_reported(self, slice_index: int, window: str = "160/100") -> int:
        """Wait until the server knows; the number of its last run."""
        shown = self._run_text(rf"run \d+: slice {slice_index}, window {window}")
        shown.wait_for()
        at_rest(self.page)
        return int(re.match(r"run (\d+)", shown.inner_text())[1])

    def _run_text(self, pattern: str) -> Locator:
        sidebar = self.page.get_by_test_id("stSidebar")
        return sidebar.get_by_text(re.compile(f"^{pattern}$"))

    def wheel(self, *notches: float) -> None:
        for notch in notches:
            self.page.mouse.wheel(0, notch)
        self.frame()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.frame()

    def point(self, u: float, v: float) -> tuple[float, float]:
        """Page coordinates of the image point (u, v): 128 x 128 pixels of 2 mm, fit to the box."""
        box = self.stage.bounding_box()
        scale = min(box["width"], box["height"]) / 128
        return (
            box["x"] + box["width"] / 2 + (u - 64) * scale,
            box["y"] + box["height"] / 2 + (v - 64) * scale,
        )

    def drag(self, start: tuple[float, float], end: tuple[float, float], button="left") -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down(button=button)
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        mouse.move(*end)
        mouse.up(button=button)
        self.frame()

    def rerun(self, number: int, slice_index: int, window: str = "160/100") -> None:
        """Run the script again from outside the viewer; it must be the run of that number."""
        self.page.get_by_role("button", name="Rerun").click()
        self.expect_run(number, slice_index, window)
        at_rest(self.page)

    def colour(self, image: np.ndarray, u: float, v: float) -> np.ndarray:
        """Mean colour of 5 x 5 screen pixels of `image` around an image point."""
        box = self.stage.bounding_box()
        x, y = self.point(u, v)
        column, row = round(x - box["x"]), round(y - box["y"])
        return image[row - 2 : row + 3, column - 2 : column + 3].mean(axis=(0, 1))
