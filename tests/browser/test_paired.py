"""Two examinations in a real Chromium: one moves, and the other shows the same place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.picture import changed, frame, picture_when, still_picture, until

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browser.navigation import at_rest, click  # noqa: E402
from tests.browser.traffic import Traffic  # noqa: E402

SCRIPT = Path(__file__).with_name("paired_script.py")
expect = sync_api.expect


class Pair:
    """The page as a reader uses it."""

    def __init__(self, page, server) -> None:
        self.page = page
        self.traffic = Traffic(page)
        page.goto(server.url)
        ready = page.locator(".pane .stage[data-state=ready][data-layers=complete]")
        expect(ready).to_have_count(2)
        at_rest(page)
        frame(page)

    def stage(self, index: int):
        return self.page.locator(".pane .stage").nth(index)

    def over(self, index: int) -> None:
        box = self.stage(index).bounding_box()
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        frame(self.page)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        frame(self.page)

    def expect_slices(self, earlier: int, later: int) -> None:
        """Counted from 1."""
        labels = self.page.locator(".pane .slice-label")
        expect(labels).to_have_text([f"Slice {earlier} / 30", f"Slice {later} / 300"])

    def expect_windows(self, *texts: str) -> None:
        expect(self.page.locator(".pane .window-label")).to_have_text(list(texts))

    def expect_reported(self, earlier: int, later: int) -> int:
        """Wait until the server knows, indices; the number of its last run."""
        sidebar = self.page.get_by_test_id("stSidebar")
        shown = sidebar.get_by_text(re.compile(rf"^run \d+: slices {earlier} and {later}$"))
        expect(shown).to_be_visible()
        at_rest(self.page)
        return int(re.match(r"run (\d+)", shown.inner_text())[1])

    def scroll(self, index: int, notches: int) -> None:
        """Up the body, from within the page: a busy machine would put rests between them."""
        self.stage(index).evaluate(
            """async (stage, notches) => {
              for (let notch = 0; notch < Math.abs(notches); notch++) {
                const deltaY = -100 * Math.sign(notches);
                stage.dispatchEvent(new WheelEvent("wheel", { deltaY, cancelable: true }));
                await new Promise(requestAnimationFrame);
              }
            }""",
            notches,
        )


@pytest.fixture
def pair(page, server) -> Pair:
    return Pair(page, server)


def test_scrolling_one_brings_the_other_to_the_same_place_in_the_patient(pair):
    # Slice 11 lies at 50 mm, as slice 26 of the other, whose slices are 2 mm apart, does.
    pair.expect_slices(11, 26)
    pair.traffic.clear()
    pair.scroll(0, 4)  # 70 mm
    pair.expect_slices(15, 36)
    assert pair.expect_reported(14, 35) == 2
    # Both were reported at once, and 300 slices need no request beyond those of one viewer.
    assert (pair.traffic.reruns, pair.traffic.requests) == (1, [])
    pair.scroll(1, 2)  # 74 mm: nearest to 75
    pair.expect_slices(16, 38)
    assert pair.expect_reported(15, 37) == 3
    assert (pair.traffic.reruns, pair.traffic.requests) == (2, [])


def test_window_zoom_and_pointer_go_along_until_the_viewers_are_parted(pair):
    pair.over(1)
    pair.press("2")
    pair.press("+")
    pair.expect_windows("W 400 L 40  ×1.25", "W 400 L 40  ×1.25")
    link = pair.page.get_by_role("button", name="Linked")
    expect(link).to_have_attribute("aria-pressed", "true")
    before = still_picture(pair.stage(0))
    pair.page.mouse.move(5, 5)
    # The cross that marks the pointer goes from the other image.
    picture_when(pair.stage(0), lambda now: changed(before, now) > 0)

    click(link)
    expect(link).to_have_attribute("aria-pressed", "false")
    pair.scroll(1, 5)
    pair.over(1)
    pair.press("1")
    pair.expect_slices(11, 31)
    pair.expect_windows("W 400 L 40  ×1.25", "W 160 L 100  ×1.25")
    # The toolbar is that of the viewer used last, and tools are shared.
    expect(pair.page.get_by_role("toolbar")).to_have_count(1)
    expect(pair.page.get_by_label("Window width").locator("visible=true")).to_have_value("160")
    expect(pair.page.locator(".pane").nth(1)).to_have_class(re.compile("active"))

    # Linked again, the other comes to where this one is: 60 mm.
    pair.press("/")
    pair.expect_slices(13, 31)
    expect(link).to_have_attribute("aria-pressed", "true")


def test_a_picked_lesion_is_brought_up_and_marked_in_both(pair):
    before = [still_picture(pair.stage(i)) for i in (0, 1)]
    click(pair.page.get_by_role("button", name="Pick lesion 1"))
    pair.expect_slices(15, 36)
    zooms = pair.page.locator(".pane .window-label")
    until(pair.page, lambda: all("×" in text for text in zooms.all_inner_texts()))
    # A mm is as long on both: 40 mm are 0.3 of the image.
    assert len(set(zooms.all_inner_texts())) == 1
    for index, old in enumerate(before):
        picture_when(pair.stage(index), lambda now, old=old: changed(old, now) > 0.05)
    # The server was told nothing that it had not said itself.
    at_rest(pair.page)
    pair.scroll(0, -1)
    pair.expect_slices(14, 33)


def test_on_a_phone_one_image_lies_under_the_other(pair):
    pair.page.set_viewport_size({"width": 390, "height": 844})

    def tops() -> list[float]:
        return [pair.stage(i).bounding_box()["y"] for i in (0, 1)]

    until(pair.page, lambda: tops()[1] > tops()[0] + 200)
