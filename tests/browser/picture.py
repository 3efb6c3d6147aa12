"""What is on the screen, as numbers, and waiting for it to look as it should."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

#: Software rendering, two cores, other work beside it.
PATIENCE_SECONDS = 180.0
#: Grey levels by which a pixel must differ to count as changed.
VISIBLE = 8


def frame(page: Page) -> None:
    """Wait until what was asked for is on the screen."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what has no words on the screen."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail("What was waited for did not come.")
        frame(page)


def picture(shown: Locator) -> np.ndarray:
    """(height, width, 3) int of what is drawn there."""
    frame(shown.page)
    image = Image.open(io.BytesIO(shown.screenshot())).convert("RGB")
    return np.asarray(image).astype(int)


def still_picture(shown: Locator) -> np.ndarray:
    """`picture` once it holds still: to hold later ones against. Streamlit fades what a slow run
    of the script has not redrawn yet."""
    last = picture(shown)

    def same() -> bool:
        nonlocal last
        before, last = last, picture(shown)
        return np.array_equal(before, last)

    until(shown.page, same)
    return last


def picture_when(shown: Locator, holds: Callable[[np.ndarray], bool]) -> np.ndarray:
    """The first `picture` of which that is true; a slow machine draws late."""
    last = picture(shown)

    def fits() -> bool:
        nonlocal last
        last = picture(shown)
        return bool(holds(last))

    if not holds(last):
        until(shown.page, fits)
    return last


def changed(before: np.ndarray, after: np.ndarray) -> float:
    """Share of the pixels that differ visibly; all of them where the size is another."""
    if before.shape != after.shape:
        return 1.0
    return float((np.abs(before - after).max(axis=-1) > VISIBLE).mean())
