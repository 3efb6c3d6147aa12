"""What a person does in OHIF to see each result of a study, with a picture after each step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.export.dicom.of_analysis import SERIES_NUMBERS

#: Software rendering on a slow machine.
PATIENCE_MS = 240_000
#: After the last request the images are drawn; nothing on the page says when.
SETTLED_MS = 6_000
_IMAGE = re.compile(r"I:\s*\d+ \((\d+)/(\d+)\)")


class Visit:
    """One study in one browser; prints what OHIF's console complains of."""

    def __init__(self, chromium: Any, url: str, study: str, out: Path, image: int) -> None:
        """`image` is the number, from 1 as OHIF counts, of the CT slice to look at."""
        self._out, self._image = out, image
        self._address = f"{url}/viewer?StudyInstanceUIDs={study}"
        self._page = chromium.new_page(viewport={"width": 1440, "height": 900})
        self._page.set_default_timeout(PATIENCE_MS)
        self._page.on("console", _say_errors)
        self._page.on("pageerror", lambda error: print("page error:", str(error)[:300]))

    def all(self, kinds: Sequence[str]) -> None:
        """The study, then those kinds of results."""
        self._open()
        self._page.get_by_text("Skip all").click()
        self._picture("study")
        for kind in kinds:
            self._show(kind)
            if kind == "seg":
                self._page.locator('[data-cy="panelSegmentation-btn"]').click()
            if kind in ("seg", "map"):
                self._go_to(self._image)
            self._picture(kind)
            if kind == "sr":
                self._page.locator('[data-cy="viewport-action-arrows-right"]').click()
                self._settle()
                self._picture("sr-next")

    def _open(self) -> None:
        self._page.goto(self._address)
        self._page.wait_for_selector("[data-cy^=study-browser-thumbnail]")
        self._settle()

    def _show(self, kind: str) -> None:
        """Open the study anew and that result in it."""
        self._open()
        print(f"{kind}:")
        thumbnail = self._page.locator(f'[data-series="{SERIES_NUMBERS[kind]}"]').first
        thumbnail.scroll_into_view_if_needed()
        thumbnail.dblclick()
        self._settle()

    def _go_to(self, image: int) -> None:
        """Scroll to an image of the CT."""
        corner = self._page.locator('[data-cy="viewport-overlay-bottom-right"]').first
        pane = self._page.locator('[data-cy="viewport-pane"]').first
        pane.hover()
        for _ in range(500):
            found = _IMAGE.search(corner.inner_text().replace("\n", " "))
            if found is None or int(found[1]) == image:
                break
            self._page.mouse.wheel(0, 100 if int(found[1]) < image else -100)
            self._page.wait_for_timeout(400)
        self._settle()

    def _settle(self) -> None:
        self._page.wait_for_load_state("networkidle")
        self._page.wait_for_timeout(SETTLED_MS)

    def _picture(self, name: str) -> None:
        self._page.screenshot(path=self._out / f"{name}.png")


def _say_errors(message: Any) -> None:
    if message.type == "error":
        print("console:", message.text[:300])
