"""The viewer in a real Chromium: what the hand does shows at once, and asks the server nothing."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SCRIPT = Path(__file__).with_name("viewer_script.py")


class Viewer:
    """The page as a reader uses it."""

    def __init__(self, page, server) -> None:
        self.page = page
        self._server = server
        #: Requests and websocket frames the page sent, in order.
        self.sent: list[str] = []
        page.on("request", lambda request: self.sent.append(request.url))
        page.on(
            "websocket",
            lambda socket: socket.on("framesent", lambda _: self.sent.append("frame")),
        )

    def open(self, query: str = "") -> Viewer:
        self.page.goto(f"{self._server.url}/{query}")
        self.page.wait_for_selector(".stage[data-state=ready]")
        self.settle()
        return self

    def settle(self, milliseconds: int = 800) -> None:
        """Let the frame be drawn, the slice be reported and the rerun come back."""
        self.page.wait_for_timeout(milliseconds)

    @property
    def stage(self):
        return self.page.locator(".stage")

    def frame(self) -> None:
        """Wait until what was asked for is on the screen."""
        self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def pixels(self) -> np.ndarray:
        """(height, width, 3) of the image with what is drawn over it."""
        self.frame()
        return np.asarray(Image.open(io.BytesIO(self.stage.screenshot())).convert("RGB"))

    def text(self, label: str) -> str:
        return self.page.locator(f".{label}-label").inner_text()

    def expect_slice(self, number: int) -> None:
        """The slice shown, counted from 1, is this one, or is within seconds."""
        sync_api.expect(self.page.locator(".slice-label")).to_have_text(f"Slice {number} / 60")

    def expect_window(self, text: str) -> None:
        sync_api.expect(self.page.locator(".window-label")).to_have_text(text)

    def expect_sidebar(self, text: str) -> None:
        sidebar = self.page.get_by_test_id("stSidebar")
        sync_api.expect(sidebar.get_by_text(text, exact=True)).to_be_visible()

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

    def sidebar(self, words: str) -> str:
        return self.page.get_by_test_id("stSidebar").get_by_text(re.compile(words)).inner_text()


@pytest.fixture
def viewer(page, server) -> Viewer:
    return Viewer(page, server)


def differ(before: np.ndarray, after: np.ndarray) -> float:
    """Share of the pixels that changed by more than 8 grey levels."""
    return float((np.abs(before.astype(int) - after).max(axis=-1) > 8).mean())


def patch(pixels: np.ndarray, viewer: Viewer, u: float, v: float) -> np.ndarray:
    """Mean colour of 5 x 5 screen pixels around an image point."""
    box = viewer.stage.bounding_box()
    x, y = viewer.point(u, v)
    column, row = round(x - box["x"]), round(y - box["y"])
    return pixels[row - 2 : row + 3, column - 2 : column + 3].mean(axis=(0, 1))


def test_opens_at_the_slice_the_server_names_in_radiological_view(viewer):
    viewer.open()
    viewer.expect_slice(26)
    assert viewer.text("position") == "z −15.0 mm"
    viewer.expect_window("W 160 L 100")
    pixels = viewer.pixels()
    # HU grows by 1 to the patient's left and 1/2 to posterior: brightest at the lower right.
    corners = [patch(pixels, viewer, u, v).mean() for u, v in ((8, 8), (120, 8), (8, 120))]
    brightest = patch(pixels, viewer, 118, 110).mean()
    assert brightest > corners[1] > corners[2] >= corners[0]
    # Pixel (118, 110) of slice 25: 118 + 55 + 50 - 100 = 123 HU, window 20..180.
    assert brightest == pytest.approx(255 * (123 - 20) / 160, abs=4)


def test_wheel_and_keys_change_slice_and_pixels(viewer):
    viewer.open()
    before = viewer.pixels()
    viewer.page.mouse.move(*viewer.point(64, 64))
    viewer.wheel(-100)
    viewer.expect_slice(27)  # away from the reader's feet
    viewer.wheel(100)
    viewer.expect_slice(26)
    for key, expected in [
        ("ArrowUp", 27),
        ("ArrowDown", 26),
        ("PageUp", 36),
        ("PageDown", 26),
        ("Home", 1),
        ("ArrowLeft", 1),
        ("End", 60),
    ]:
        viewer.press(key)
        viewer.expect_slice(expected)
    assert differ(before, viewer.pixels()) > 0.2


def test_keys_work_before_any_click_and_not_while_typing(viewer):
    viewer.open()
    viewer.press("2")
    viewer.expect_window("W 400 L 40")
    width = viewer.page.get_by_label("Window width, HU")
    width.fill("300")
    width.press("ArrowUp")  # the input's own step of 10
    width.press("Enter")
    viewer.frame()
    viewer.expect_window("W 310 L 40")
    viewer.expect_slice(26)
    viewer.press("ArrowUp")
    viewer.expect_slice(27)


def test_presets_and_drag_change_window_and_pixels(viewer):
    viewer.open()
    liver = viewer.pixels()
    viewer.press("5")
    viewer.expect_window("W 300 L 50")  # the file's own
    assert differ(liver, viewer.pixels()) > 0.2
    viewer.press("1")
    assert differ(liver, viewer.pixels()) < 0.01
    centre = viewer.point(64, 64)
    viewer.drag(centre, (centre[0] + 80, centre[1] + 40))
    # 160 HU wide: half an HU a pixel.
    viewer.expect_window("W 200 L 120")
    assert differ(liver, viewer.pixels()) > 0.2
    viewer.press("r")
    viewer.expect_window("W 160 L 100")


def test_pointer_shows_hu_and_the_files_own_column_and_row(viewer):
    viewer.open()
    viewer.page.mouse.move(*viewer.point(100.5, 80.5))
    viewer.frame()
    assert viewer.text("pointer") == "90 HU · x 100 y 80"  # 100 + 40 + 50 - 100


def test_zoom_and_pan_keep_outlines_on_the_image(viewer):
    viewer.open("?findings=1")
    viewer.press("s")
    viewer.press("h", "n")  # outlines only
    viewer.page.mouse.move(*viewer.point(20, 40))
    viewer.page.keyboard.down("Control")
    viewer.wheel(*4 * [-100])
    viewer.page.keyboard.up("Control")
    zoom = np.exp(1.0)
    viewer.frame()
    viewer.expect_window("W 160 L 100  ×2.72")
    # The corner (20, 40) of the block stayed under the pointer. Along the block's upper edge the
    # image turns from dark to white where the outline runs.
    box = viewer.stage.bounding_box()
    x, y = viewer.point(20, 40)
    scale = min(box["width"], box["height"]) / 128 * zoom
    column = round(x - box["x"] + 10 * scale)
    row = round(y - box["y"])
    line = viewer.pixels()[row - 14 : row + 15, column].astype(int)
    red = np.flatnonzero((line[:, 0] > 180) & (line[:, 0] - line[:, 1] > 60))
    assert abs(red.mean() - 14) <= 1.5
    assert line[-1].min() > 240  # inside: 200 HU is white
    viewer.press("c")
    line = viewer.pixels()[row - 14 : row + 15, column].astype(int)
    # Half-way from the grey above to the white below.
    edge = np.flatnonzero(line[:, 0] > (line[0, 0] + 255) / 2)[0]
    assert abs(edge - 14) <= 1.5
    before = viewer.pixels()
    viewer.press("p")
    viewer.drag(viewer.point(64, 64), viewer.point(74, 64))
    moved = round(10 * scale / zoom)
    after = viewer.pixels()
    assert differ(before[60:-60, 200:-250], after[60:-60, 200 + moved : moved - 250]) < 0.02


def test_ruler_measures_in_mm(viewer):
    viewer.open()
    before = viewer.pixels()
    viewer.press("m")
    viewer.drag(viewer.point(30, 40), viewer.point(70, 40))
    drawn = viewer.pixels()
    assert differ(before, drawn) > 0.001
    yellow = (drawn[..., 0] > 230) & (drawn[..., 1] > 190) & (drawn[..., 2] < 140)
    assert yellow[:, : drawn.shape[1] // 2].sum() > 100
    viewer.press("ArrowUp")
    yellow = viewer.pixels()[..., 2] < 0
    assert not yellow.any()
    viewer.press("ArrowDown", "Delete")
    assert differ(before, viewer.pixels()) < 0.005


def test_scrolling_50_slices_sends_nothing(viewer):
    viewer.open("?findings=1")
    viewer.press("Home")
    viewer.settle()
    runs = viewer.sidebar("^runs")
    viewer.sent.clear()
    viewer.page.mouse.move(*viewer.point(64, 64))
    # One notch a frame, as from a hand; sent from within the page, since a busy test machine
    # would put pauses between notches.
    viewer.page.evaluate(
        """async () => {
          const over = document.elementFromPoint(600, 450).shadowRoot.querySelector(".stage");
          for (let notch = 0; notch < 50; notch++) {
            over.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, cancelable: true }));
            await new Promise(requestAnimationFrame);
          }
        }"""
    )
    viewer.press("2")
    assert viewer.sent == []
    viewer.expect_slice(51)
    viewer.settle(1500)
    # At rest it tells the server once, which runs the script once; no image is fetched anew.
    viewer.expect_sidebar("reported 50")
    assert int(viewer.sidebar("^runs").split()[1]) == int(runs.split()[1]) + 1
    assert set(viewer.sent) == {"frame"}


def test_strip_and_curve_jump_and_the_panel_follows(viewer):
    viewer.open("?findings=1")
    strip = viewer.page.locator(".strip")
    box = strip.bounding_box()
    strip.click(position={"x": box["width"] * 33.5 / 60, "y": 8})
    viewer.frame()
    viewer.expect_slice(34)
    panel = viewer.page.locator(".panel")
    assert "Malignant-looking" in panel.inner_text()
    assert "This patient is made up." in panel.inner_text()
    assert viewer.page.locator(".bar-malignant .value").inner_text() == "0.86"  # 0.9 - 2 * 0.02
    strip.hover(position={"x": box["width"] * 35.5 / 60, "y": 8})
    tip = viewer.page.locator(".tip").inner_text()
    assert tip == "Slice 36 · 15.0 mm · malignant 0.90 · benign 0.05"
    viewer.drag(
        (box["x"] + box["width"] * 10.5 / 60, box["y"] + 8),
        (box["x"] + box["width"] * 20.5 / 60, box["y"] + 8),
    )
    viewer.expect_slice(21)
    curve = viewer.page.locator(".curve").bounding_box()
    viewer.page.mouse.click(curve["x"] + curve["width"] / 2, curve["y"] + 40)
    viewer.frame()
    assert re.match(r"Slice 3[01] ", viewer.text("slice"))


def test_most_suspicious_slice_and_lesion_row(viewer):
    viewer.open("?findings=1")
    viewer.press("s")
    viewer.expect_slice(36)
    row = viewer.page.locator(".lesions tbody tr")
    cells = ["1", "79.2", "72 × 40", "200 ± 0", "malignant", "31–41"]
    assert row.locator("td").all_inner_texts() == cells
    row.click()
    viewer.frame()
    viewer.expect_slice(34)  # where it is largest
    assert row.get_attribute("aria-current") == "true"


def test_heatmap_shows_on_its_slice_only(viewer):
    viewer.open("?findings=1")
    viewer.press("s", "c", "n")
    title = viewer.page.locator(".heat-title")
    assert title.inner_text() == "Grad-CAM, malignant"
    with_heat = patch(viewer.pixels(), viewer, 35, 50)
    assert with_heat[0] > with_heat[2] + 20  # yellow over white
    viewer.press("h")
    assert np.ptp(patch(viewer.pixels(), viewer, 35, 50)) < 3
    viewer.press("h", "ArrowUp")
    assert np.ptp(patch(viewer.pixels(), viewer, 35, 50)) < 3
    assert title.inner_text() == "Grad-CAM, malignant (only on slice 36)"


def test_a_rerun_keeps_slice_window_and_zoom_and_loads_nothing(viewer):
    viewer.open("?findings=1")
    viewer.press("PageUp", "2", "+")
    viewer.settle()
    before = viewer.pixels()
    viewer.sent.clear()
    viewer.page.get_by_role("button", name="Rerun").click()
    viewer.settle(1500)
    assert not [sent for sent in viewer.sent if "volumes" in sent or "viewer" in sent]
    viewer.expect_slice(36)
    viewer.expect_window("W 400 L 40  ×1.25")
    assert differ(before, viewer.pixels()) < 0.01


def test_coming_back_to_the_page_restores_the_view_without_loading(viewer):
    viewer.open()
    viewer.press("PageUp", "2")
    viewer.settle()
    toggle = viewer.page.get_by_test_id("stSidebar").get_by_text("Elsewhere")
    toggle.click()
    viewer.page.get_by_text("Another page.").wait_for()
    # Keys go nowhere now.
    viewer.press("ArrowUp")
    viewer.sent.clear()
    toggle.click()
    viewer.page.wait_for_selector(".stage[data-state=ready]")
    viewer.settle()
    assert not [sent for sent in viewer.sent if "volumes" in sent]
    viewer.expect_slice(36)
    viewer.expect_window("W 400 L 40")


def test_a_jump_from_the_server_holds_once(viewer):
    viewer.open()
    viewer.page.get_by_role("button", name="Jump to 10").click()
    viewer.settle()
    viewer.expect_slice(11)
    viewer.expect_sidebar("reported 10")
    viewer.press("ArrowUp")
    viewer.settle(1500)
    viewer.expect_slice(12)
    viewer.expect_sidebar("reported 11")
    viewer.page.get_by_role("button", name="Rerun").click()
    viewer.settle(1500)
    viewer.expect_slice(12)


def test_a_failed_load_says_so_and_offers_a_retry(viewer):
    viewer.page.goto(f"{viewer._server.url}/?broken=1")
    status = viewer.page.locator(".status.error")
    status.wait_for()
    assert status.locator("p").inner_text() == (
        "The server no longer holds these images: open the series again."
    )
    viewer.sent.clear()
    status.get_by_role("button", name="Retry").click()
    viewer.settle()
    assert [sent for sent in viewer.sent if "nothing.nii" in sent]
    assert status.is_visible()


def test_without_webgl_one_sentence_says_what_is_missing(viewer):
    viewer.page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind === 'webgl2' ? null : get.call(this, kind, ...rest); };"
    )
    viewer.page.goto(viewer._server.url)
    status = viewer.page.locator(".status.error p")
    status.wait_for()
    viewer.settle()
    assert status.inner_text().startswith("This browser offers no WebGL2")


def test_help_lists_every_key_and_escape_closes_it(viewer):
    viewer.open()
    viewer.press("?")
    card = viewer.page.get_by_role("dialog", name="Keys")
    for words in ("Most suspicious slice", "Abdomen window, 400 / 40", "Page Down"):
        assert words in card.inner_text()
    viewer.press("Escape")
    assert not card.is_visible()


def test_folding_the_findings_keeps_category_and_cautions_in_sight(viewer):
    viewer.open("?findings=1")
    wide = viewer.stage.bounding_box()["width"]
    viewer.press("f")
    assert viewer.stage.bounding_box()["width"] > wide + 300
    assert viewer.page.locator(".badge").inner_text() == "Malignant-looking · 1 caution"


def test_the_log_names_no_volume(viewer, server):
    viewer.open()
    assert "/volumes/" not in server.log()
    assert server.log().splitlines() == [f"LiverLens: {server.url}  (Ctrl+C stops it)"]
