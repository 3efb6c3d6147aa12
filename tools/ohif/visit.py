"""What a person does in OHIF to see each result of a study, with a picture after each step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

#: Software rendering on a slow machine.
PATIENCE_MS = 180_000


class Visit:
    """One study in one browser; prints what OHIF lists and what its console complains of."""

    def __init__(self, chromium: Any, url: str, study: str, out: Path) -> None:
        self._chromium, self._out = chromium, out
        self._address = f"{url}/viewer?StudyInstanceUIDs={study}"
        self._page: Any = None

    def all(self) -> None:
        self.open()
        self.picture("0-study")
        print(self._page.inner_text("body")[:4000])

    def open(self) -> None:
        """A fresh page on the study, whose images are there."""
        self._page = self._chromium.new_page(viewport={"width": 1440, "height": 900})
        self._page.set_default_timeout(PATIENCE_MS)
        self._page.on("console", _say_errors)
        self._page.on("pageerror", lambda error: print("page error:", str(error)[:300]))
        self._page.goto(self._address)
        self._page.wait_for_selector("[data-cy^=study-browser-thumbnail]")
        self._page.wait_for_load_state("networkidle")

    def picture(self, name: str) -> None:
        self._page.screenshot(path=self._out / f"{name}.png")


def _say_errors(message: Any) -> None:
    if message.type == "error":
        print("console:", message.text[:300])
