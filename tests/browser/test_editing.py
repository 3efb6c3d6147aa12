"""Correcting outlines in a real Chromium: paint, erase, undo, fill, reject, and what follows."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from core.vocabulary.forms import volume  # noqa: E402
from tests.browser.navigation import at_rest, click, go_to  # noqa: E402
from tests.browser.picture import frame  # noqa: E402
from tests.core.report.pdf_text import pages_of  # noqa: E402

expect = sync_api.expect
#: A small series with two lesions, analysed already.
SCRIPT = Path(__file__).with_name("lesions_script.py")
IMAGE = ".stage[data-state=ready][data-layers=complete]"


def environment(port: int) -> dict[str, str]:
    """Nothing but a server of its own: what is outlined here stays, and others open that series."""
    return {}


class Editing:
    """The Review page while outlines are corrected."""

    def __init__(self, page, server) -> None:
        self.page = page
        self._url = server.url

    def open(self) -> Editing:
        self.page.goto(self._url)
        self.wait_for_image()
        return self

    def wait_for_image(self) -> None:
        self.page.wait_for_selector(IMAGE)
        at_rest(self.page)

    def begin(self) -> Editing:
        self.press("F4")
        self.kept()
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        frame(self.page)

    def kept(self) -> None:
        """Until the outlines are here, and the server has everything."""
        self.page.locator(".edit-status[data-state=kept]").wait_for()

    def figure(self, number: int):
        """mL of a lesion in the list, or of the liver, 0."""
        return self.page.locator(f"[data-finding='{number}'] .edit-ml")

    def ml(self, number: int) -> float:
        frame(self.page)
        return float(self.figure(number).inner_text().removesuffix(" mL").replace(",", ""))

    def choose(self, number: int) -> tuple[float, float]:
        """A lesion, by the table of findings: it comes to the middle of the image, whose place on
        the page is returned."""
        self.page.locator(".lesions tr[tabindex]").nth(number - 1).click()
        frame(self.page)
        frame(self.page)
        box = self.page.locator(".view[data-plane=axial]").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def stroke(self, *points: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*points[0])
        mouse.down()
        for point in points[1:]:
            mouse.move(*point)
        mouse.up()


@pytest.fixture
def editing(page, server):
    return Editing(page, server).open()


def test_paint_erase_undo_30_strokes_and_redo_them(editing):
    x, y = editing.choose(1)
    editing.begin()
    before = editing.ml(1)
    editing.press("e")
    editing.stroke((x, y))
    assert editing.ml(1) < before
    editing.press("Control+z")
    assert editing.ml(1) == before

    editing.press("b")
    for i in range(30):
        angle = 2 * math.pi * i / 30
        editing.stroke((x + 120 * math.cos(angle), y + 120 * math.sin(angle)))
    painted = editing.ml(1)
    assert painted > before
    editing.press(*["Control+z"] * 30)
    assert editing.ml(1) == before
    editing.press(*["Control+Shift+Z"] * 30)
    assert editing.ml(1) == painted
    editing.press(*["Control+z"] * 30)
    editing.kept()


def test_what_was_corrected_outlives_a_reload_and_is_on_risk_and_in_the_pdf(editing):
    page = editing.page
    x, y = editing.choose(1)
    editing.begin()
    before = editing.ml(1)
    editing.press("b")
    editing.stroke((x - 100, y), (x, y - 100), (x + 100, y))
    assert editing.ml(1) > before
    editing.kept()
    words = editing.figure(1).inner_text()
    editing.press("F4")
    expect(page.locator(".correction")).to_contain_text("corrected by a reader")

    page.reload()
    editing.wait_for_image()
    editing.begin()
    expect(editing.figure(1)).to_have_text(words)
    editing.press("F4")

    go_to(page, "Patient risk")
    expect(page.locator(".ll-correction")).to_contain_text("corrected by a reader")
    table = page.locator(".st-key-risk-lesions canvas").first
    cell = table.locator("tbody tr").first.locator("td").nth(2)
    expect(cell).to_have_text(re.compile(r"\d"))
    assert f"{volume(float(cell.inner_text()))} mL" == words
    with page.expect_download() as download:
        click(page.get_by_role("button", name=re.compile("PDF")).first)
    text = " ".join(pages_of(download.value.path().read_bytes()))
    assert "Corrected by a reader" in text
    assert words.removesuffix(" mL") in text


def test_add_fill_between_reject_and_take_all_of_it_back(editing):
    page = editing.page
    x, y = editing.choose(1)
    editing.begin()
    liver = editing.ml(0)
    editing.press("Home", "n")
    number = int(
        page.locator(".edit-findings .current [data-finding]").get_attribute("data-finding")
    )
    editing.press("o")
    editing.press("ArrowUp")
    editing.stroke((x + 160, y))
    editing.press("ArrowUp", "ArrowUp")
    editing.stroke((x + 160, y))
    on_two = editing.ml(number)
    editing.press("f")
    expect(page.locator(".edit-message")).to_contain_text("1 slice filled")
    assert editing.ml(number) == pytest.approx(1.5 * on_two, rel=0.05)

    page.get_by_label("Kind").select_option("cyst")
    page.get_by_label("Not a lesion").select_option("vessel")
    row = page.locator(f"[data-finding='{number}']")
    expect(row).to_contain_text("No lesion: vessel")
    editing.press("Control+z")
    expect(row).to_contain_text("Cyst")
    editing.kept()
    editing.press("Control+z", "Control+z", "Control+z", "Control+z", "Control+z")
    expect(row).to_have_count(0)
    editing.kept()
    assert editing.ml(0) == liver


def test_two_tabs_do_not_overwrite_each_other(editing, server):
    x, y = editing.choose(1)
    editing.begin()
    other = Editing(editing.page.context.new_page(), server)
    other.page.goto(editing.page.url)
    other.wait_for_image()
    other.choose(1)
    other.begin()
    before = other.ml(1)
    other.press("e")
    other.stroke((x, y))
    other.kept()
    smaller = other.ml(1)
    assert smaller < before
    # This tab has not heard of it, as when both are painted in at the same moment.
    editing.press("b")
    editing.stroke((x - 90, y - 90))
    problem = editing.page.locator(".edit-status.edit-problem")
    expect(problem).to_contain_text(re.compile("nothing was overwritten", re.I))
    mine = editing.ml(1)
    editing.page.get_by_role("button", name="Keep mine").click()
    editing.kept()
    assert editing.ml(1) == mine
    other.page.bring_to_front()
    other.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(other.figure(1)).to_have_text(editing.figure(1).inner_text())
