"""Correcting outlines in a real Chromium: paint, erase, undo, fill, reject, and what follows."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click, go_to  # noqa: E402
from tests.core.report.pdf_text import pages_of  # noqa: E402

expect = sync_api.expect
#: A small series with two lesions, analysed already.
SCRIPT = Path(__file__).with_name("lesions_script.py")
#: Software rendering, two cores, other work beside it.
PATIENCE_MS = 120_000
IMAGE = ".stage[data-state=ready][data-layers=complete]"


class Editing:
    """The Review page while outlines are corrected."""

    def __init__(self, page, server) -> None:
        self.page = page
        self._server = server

    def open(self) -> Editing:
        self.page.goto(self._server.url)
        self.page.wait_for_selector(IMAGE)
        at_rest(self.page)
        return self

    def begin(self) -> Editing:
        self.page.keyboard.press("F4")
        self.kept()
        return self

    def kept(self) -> None:
        """Until the server has everything, and the page knows."""
        self.page.locator(".edit-status[data-state=kept]").wait_for()

    def row(self, number: int):
        """Of a lesion in the list; 0 for the liver."""
        return self.page.locator(f"[data-finding='{number}']")

    def ml(self, number: int) -> float:
        text = self.row(number).locator(".edit-ml").inner_text()
        return float(text.removesuffix(" mL").removeprefix("< ").replace(",", ""))

    def undo(self, times: int) -> None:
        for _ in range(times):
            self.page.keyboard.press("Control+z")

    def middle(self) -> tuple[float, float]:
        """Of the image on the page; the chosen lesion is there."""
        box = self.page.locator(".stage").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def go_to_lesion(self, number: int) -> None:
        """Its largest slice, the lesion in the middle."""
        self.page.locator(".lesions tr[tabindex]").nth(number - 1).click()
        frame_of_lesion(self.page)

    def dab(self, x: float, y: float) -> None:
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.up()


def frame_of_lesion(page) -> None:
    """Two frames: the lesion is marked in one and moved to the middle after it."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame("
        "() => requestAnimationFrame(done))))"
    )


@pytest.fixture
def editing(page, server):
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    yield Editing(page, server).open()
    expect.set_options(timeout=5_000)


def test_paint_erase_undo_30_strokes_and_redo_them(editing):
    page = editing.page
    editing.go_to_lesion(1)
    editing.begin()
    before = editing.ml(1)
    page.keyboard.press("e")
    x, y = editing.middle()
    editing.dab(x, y)
    editing.page.wait_for_function(
        "([row, before]) => parseFloat(document.querySelector(row)?.innerText) !== before",
        arg=["x", 0],
    ) if False else None
    expect(editing.row(1).locator(".edit-ml")).not_to_have_text(f"{before} mL")
    assert editing.ml(1) < before
    editing.undo(1)
    assert editing.ml(1) == before

    page.keyboard.press("b")
    for i in range(30):
        angle = 2 * math.pi * i / 30
        editing.dab(x + 150 * math.cos(angle), y + 150 * math.sin(angle))
    painted = editing.ml(1)
    assert painted > before
    editing.undo(30)
    assert editing.ml(1) == before
    for _ in range(30):
        page.keyboard.press("Control+Shift+Z")
    assert editing.ml(1) == painted
    editing.kept()


def test_what_was_corrected_is_there_after_a_reload_and_on_the_other_pages(editing):
    page = editing.page
    editing.go_to_lesion(1)
    editing.begin()
    page.keyboard.press("b")
    x, y = editing.middle()
    page.mouse.move(x - 120, y)
    page.mouse.down()
    page.mouse.move(x + 120, y, steps=6)
    page.mouse.up()
    editing.kept()
    words = editing.row(1).locator(".edit-ml").inner_text()
    page.keyboard.press("F4")
    expect(page.locator(".correction")).to_contain_text("corrected by a reader")

    page.reload()
    page.wait_for_selector(IMAGE)
    at_rest(page)
    editing.begin()
    expect(editing.row(1).locator(".edit-ml")).to_have_text(words)
    page.keyboard.press("F4")

    go_to(page, "Patient risk")
    expect(page.locator(".ll-correction")).to_contain_text("corrected by a reader")
    cells = page.locator(".st-key-risk-lesions canvas table td")
    expect(cells.filter(has_text=re.compile(rf"^{re.escape(words.removesuffix(' mL'))}")).first).to_be_attached()
    with page.expect_download(timeout=PATIENCE_MS) as download:
        click(page.get_by_role("button", name=re.compile("PDF")).first)
    text = " ".join(pages_of(download.value.path().read_bytes()))
    assert "orrected by a reader" in text
    assert words.removesuffix(" mL") in text
