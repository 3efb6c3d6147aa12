"""Linked viewers in a real Chromium: one moves, all move, and nothing is asked of the server."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dashboard.components.viewer import assets

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SCRIPT = Path(__file__).with_name("linked_script.py")
PATIENCE_MS = 60_000


class Deck:
    """The page as a reader uses it."""

    def __init__(self, page, server) -> None:
        self.page = page
        self.sent: list[str] = []
        page.on("request", lambda request: self.sent.append(request.url))
        page.on(
            "websocket",
            lambda socket: socket.on("framesent", lambda _: self.sent.append("frame")),
        )
        page.goto(server.url)
        self.expect_panes(3)

    def expect_panes(self, count: int) -> None:
        ready = self.page.locator(".pane .stage[data-state=ready]")
        sync_api.expect(ready).to_have_count(count, timeout=PATIENCE_MS)
        self.frame()

    def frame(self) -> None:
        self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def expect_all(self, label: str, text: str) -> None:
        found = self.page.locator(f".pane .{label}-label")
        sync_api.expect(found).to_have_text([text] * found.count(), timeout=PATIENCE_MS)

    def stage(self, index: int):
        return self.page.locator(".pane .stage").nth(index)

    def centre(self, index: int) -> tuple[float, float]:
        box = self.stage(index).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def over(self, index: int, dx: float = 0, dy: float = 0) -> None:
        x, y = self.centre(index)
        self.page.mouse.move(x + dx, y + dy)
        self.frame()

    def pixels(self, index: int) -> np.ndarray:
        self.frame()
        shot = Image.open(io.BytesIO(self.stage(index).screenshot())).convert("RGB")
        return np.asarray(shot).astype(int)


@pytest.fixture
def deck(page, server) -> Deck:
    return Deck(page, server)


def test_the_wheel_over_one_scrolls_all_without_the_server(deck):
    deck.expect_all("slice", "Slice 26 / 60")
    before = [deck.pixels(i).mean() for i in range(3)]
    deck.over(1)
    deck.sent.clear()
    for _ in range(3):
        deck.page.mouse.wheel(0, -100)
    deck.expect_all("slice", "Slice 29 / 60")
    # What it takes for all to have moved has been: nobody asked the server meanwhile.
    assert [entry for entry in deck.sent if entry != "frame"] == []
    after = [deck.pixels(i).mean() for i in range(3)]
    assert all(b > a + 1 for a, b in zip(before, after, strict=True))  # 2 HU brighter a slice
    # At rest the server hears of it: one viewer speaks for all. On a slow machine the hand seems to
    # rest once on the way; were each of the three to speak, there would be four runs at least.
    reported = deck.page.get_by_test_id("stSidebar").get_by_text("reported 28", exact=True)
    sync_api.expect(reported).to_be_visible(timeout=PATIENCE_MS)
    runs = deck.page.get_by_test_id("stSidebar").get_by_text(re.compile(r"^runs [23]$"))
    sync_api.expect(runs).to_be_visible()


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
    # 400 HU wide: a HU a pixel.
    deck.expect_all("window", "W 440 L 40  ×1.25")
    deck.page.keyboard.press("p")
    before = deck.pixels(1)
    deck.page.mouse.down()
    deck.page.mouse.move(x + 10, y + 60)
    deck.page.mouse.up()
    assert (np.abs(before - deck.pixels(1)).max(axis=-1) > 8).mean() > 0.05
    deck.page.keyboard.press("r")
    deck.expect_all("window", "W 160 L 100")


def test_the_pointer_is_marked_in_the_others_with_their_own_reading(deck):
    deck.over(0, dx=30, dy=20)
    words = [deck.page.locator(".pointer-label").nth(i).inner_text() for i in range(3)]
    assert words[0] == words[2]
    assert " HU · x " in words[0]
    assert words[1].startswith(words[0])
    assert "heat 0.50" in words[1]  # the second has a heatmap
    box = deck.stage(2).bounding_box()
    row, column = round(box["height"] / 2 + 20), round(box["width"] / 2 + 30)
    with_cross = deck.pixels(2)[row - 14 : row + 15, column - 14 : column + 15]
    deck.page.mouse.move(5, 5)
    deck.frame()
    without = deck.pixels(2)[row - 14 : row + 15, column - 14 : column + 15]
    changed = np.abs(with_cross - without).max(axis=-1) > 8
    assert 20 < changed.sum() < 300
    assert deck.page.locator(".pointer-label").nth(2).inner_text() == ""


def test_overlays_are_switched_for_all(deck):
    toolbar = deck.page.get_by_role("toolbar")
    sync_api.expect(toolbar).to_have_count(1)
    with_outline = deck.pixels(0)
    toolbar.get_by_role("button", name="Outlines").click()
    assert (np.abs(with_outline - deck.pixels(0)).max(axis=-1) > 8).any()
    deck.over(1)
    with_heat = deck.pixels(1)
    deck.page.keyboard.press("h")
    assert (np.abs(with_heat - deck.pixels(1)).max(axis=-1) > 8).mean() > 0.2
    sync_api.expect(toolbar.locator(".tool-heat")).to_have_attribute("aria-pressed", "false")
    deck.page.keyboard.press("?")
    sync_api.expect(deck.page.get_by_role("dialog", name="Keys")).to_have_count(1)
    deck.page.keyboard.press("Escape")
    sync_api.expect(deck.page.get_by_role("dialog", name="Keys")).to_have_count(0)


def test_a_jump_from_the_server_brings_all(deck):
    deck.page.get_by_role("button", name="Jump to 10").click()
    deck.expect_all("slice", "Slice 10 / 60")


def test_each_head_says_whose_it_is_and_what_it_says_here(deck):
    heads = deck.page.locator(".pane-head").all_inner_texts()
    assert "first" in heads[0]
    assert "Malignant-looking 0.80" in heads[0]
    scores = deck.page.locator(".pane-score").all_inner_texts()
    assert scores == ["p(malignant) 0.25", "p(malignant) 0.25", ""]
    assert "<b>second</b>" in heads[1]
    assert "not analysed yet" in heads[2]


def test_the_ct_is_fetched_once_for_all_and_not_again_for_fewer(deck):
    fetched = [url for url in deck.sent if "/volumes/" in url]
    # The CT, the mask that two share, and a heatmap.
    assert len(fetched) == len(set(fetched)) == 3
    deck.over(0)
    deck.page.mouse.wheel(0, -100)
    deck.expect_all("slice", "Slice 27 / 60")
    deck.sent.clear()
    deck.page.get_by_test_id("stSidebar").get_by_text("Two only").click()
    deck.expect_panes(2)
    deck.expect_all("slice", "Slice 27 / 60")
    deck.page.get_by_test_id("stSidebar").get_by_text("Two only").click()
    deck.expect_panes(3)
    deck.expect_all("slice", "Slice 27 / 60")
    assert [url for url in deck.sent if "/volumes/" in url] == []


@pytest.mark.parametrize(("width", "across"), [(1440, 3), (1100, 2), (500, 1)])
def test_as_many_side_by_side_as_leave_a_readable_image(deck, width, across):
    deck.page.set_viewport_size({"width": width, "height": 900})
    deck.frame()
    lefts = {round(box["x"]) for box in (deck.stage(i).bounding_box() for i in range(3))}
    assert len(lefts) == across


@pytest.fixture(scope="module")
def run(browser, server):
    """run("link", "(m) => ..."): a function on one of our modules."""
    page = browser.new_page()
    page.goto(f"{server.url}/_stcore/health")

    def call(module: str, function: str) -> object:
        path = f"/viewer/{assets.sources_version()}/{module}.js"
        return page.evaluate(f"async () => ({function})(await import({path!r}))")

    yield call
    page.close()


def test_a_link_tells_the_others_of_its_group_and_nobody_else(run):
    heard = run(
        "link",
        """(m) => {
          const heard = [];
          const join = (group, name) => new m.Link(group, (change) => heard.push(name + change));
          const [a, b, c, other] = [join("g", "a"), join("g", "b"), join("g", "c"), join("h", "o")];
          a.tell(1);
          c.leave();
          b.tell(2);
          other.tell(3);
          return heard;
        }""",
    )
    assert heard == ["b1", "c1", "a2"]


def test_one_download_serves_all_and_stops_when_nobody_waits(run):
    got = run(
        "downloads",
        """async (m) => {
          let fetches = 0, aborted = 0;
          const header = new ArrayBuffer(352 + 4);
          const view = new DataView(header);
          view.setInt32(0, 348, true);
          [3, 2, 2, 1].forEach((n, i) => view.setInt16(40 + 2 * i, n, true));
          view.setInt16(70, 2, true);
          window.fetch = async (url, { signal }) => {
            fetches += 1;
            signal.addEventListener("abort", () => (aborted += 1));
            return new Response(header.slice(0), { headers: { "Content-Length": "356" } });
          };
          const bring = (url) => new Promise((done, failed) => {
            let volume;
            m.bring(url, { volume: (v) => (volume = v), done: () => done(volume), failed });
          });
          const [a, b] = await Promise.all([bring("/one"), bring("/one")]);
          const c = await bring("/one");
          const off = m.bring("/two", { volume() {}, done() {}, failed() {} });
          off();
          return { same: a === b && b === c, fetches, aborted };
        }""",
    )
    assert got == {"same": True, "fetches": 2, "aborted": 1}
