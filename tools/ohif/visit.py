"""What a person does in OHIF to see each result of a study, with a picture after each step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.export.dicom.of_analysis import SERIES_NUMBERS

#: Software rendering on a slow machine.
PATIENCE_MS = 240_000
#: After the last request and the last change of the page, the images are drawn.
SETTLED_MS = 6_000


class Visit:
    """One study in one browser; prints what OHIF says, and what its console complains of."""

    def __init__(self, chromium: Any, url: str, study: str, out: Path) -> None:
        self._chromium, self._out = chromium, out
        self._address = f"{url}/viewer?StudyInstanceUIDs={study}"
        self._page: Any = None

    def all(self) -> None:
        self.open()
        self.picture("0-study")
        self._page.close()
        for kind, number in SERIES_NUMBERS.items():
            self.open()
            print(f"== {kind}, series {number}")
            thumbnail = self._page.locator(f'[data-series="{number}"]').first
            thumbnail.scroll_into_view_if_needed()
            thumbnail.dblclick()
            self.settle()
            self.picture(kind)
            print(self._page.inner_text("body")[:3000])
            self._page.close()

    def open(self) -> None:
        """A fresh page on the study, whose images are there."""
        self._page = self._chromium.new_page(viewport={"width": 1440, "height": 900})
        self._page.set_default_timeout(PATIENCE_MS)
        self._page.on("console", _say_errors)
        self._page.on("pageerror", lambda error: print("page error:", str(error)[:300]))
        self._page.goto(self._address)
        self._page.wait_for_selector("[data-cy^=study-browser-thumbnail]")
        self.settle()

    def settle(self) -> None:
        self._page.wait_for_load_state("networkidle")
        self._page.wait_for_timeout(SETTLED_MS)

    def picture(self, name: str) -> None:
        self._page.screenshot(path=self._out / f"{name}.png")


def _say_errors(message: Any) -> None:
    if message.type == "error":
        print("console:", message.text[:300])
