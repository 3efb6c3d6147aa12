"""Scrolling and windowing: the viewer against a slider and an image of Streamlit's own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.dicom import load_series
from tools.benchmarks.browser import CAVEAT, chromium, new_page, open_folder, wait_for_image
from tools.benchmarks.ratio import Spread
from tools.benchmarks.row import Finding, Row
from tools.benchmarks.series import base_folder
from tools.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STEPS = 30
FRAME_MS = 1000 / 60
SCRIPT = Path(__file__).with_name("slider_script.py")

#: From the moment the page hears of the hand until the frame that follows is drawn to its last
#: pixel: reading one back makes the drawing come to its end.
_TIME_STEPS = """(stage, kind) => {
  const canvas = stage.querySelector("canvas").getContext("2d");
  const drawn = [], handled = [];
  window.taken = { drawn, handled };
  document.addEventListener(kind, () => {
    const begun = performance.now();
    requestAnimationFrame(() => {
      const end = new MessageChannel();
      end.port1.onmessage = () => {
        handled.push(performance.now() - begun);
        canvas.getImageData(0, 0, 1, 1);
        drawn.push(performance.now() - begun);
      };
      end.port2.postMessage(0);
    });
  }, { capture: true, passive: true });
}"""
#: From the key until the server's next image is there and unpacked.
_TIME_SLIDER = """() => {
  const image = () => document.querySelector("[data-testid=stImage] img");
  window.steps = [];
  document.addEventListener("keydown", async () => {
    const begun = performance.now(), before = image().src;
    // Streamlit may take the image away and bring another.
    while (!image()?.complete || image().src === before) await new Promise(requestAnimationFrame);
    await image().decode().catch(() => null);
    window.steps.push(performance.now() - begun);
  }, { capture: true });
}"""


def _run() -> Finding:
    with chromium() as browser, tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        scrolled, windowed, requests = _viewer(browser, folder / "app")
        slider = _slider(browser, folder)
    scroll, window = Spread.of(scrolled["drawn"]), Spread.of(windowed["drawn"])
    handled = Spread.of(scrolled["handled"] + windowed["handled"])
    other = Spread.of(slider)
    met = max(scroll.median, window.median) <= FRAME_MS and requests == 0
    return Finding(
        measured=f"scroll {scroll:.1f} ms, window {window:.1f} ms until the last pixel is drawn, "
        f"{handled.median:.1f} ms until the page is ready for the next; {requests} requests. "
        f"st.slider with st.image: {other:.0f} ms a step, "
        f"{other.median / scroll.median:.0f} times as long",
        met=met,
        floor="512 x 512 voxels looked up in a table of greys, and one draw of the picture",
        figures={
            "scroll_ms": scroll.median,
            "window_ms": window.median,
            "handled_ms": handled.median,
            "requests": float(requests),
            "slider_ms": other.median,
        },
        note=CAVEAT,
    )


def _viewer(browser: Browser, home: Path) -> tuple[dict, dict, int]:
    """(times of wheel steps, times of window drags, requests and messages sent meanwhile)."""
    sent: list[str] = []
    with Server(home) as server, new_page(browser) as page:
        page.on("websocket", lambda one: one.on("framesent", lambda _: sent.append("websocket")))
        page.on("request", lambda request: sent.append(request.url))
        open_folder(page, server.url, base_folder())
        wait_for_image(page)
        stage = page.locator(".stage")
        box = stage.bounding_box()
        assert box is not None  # the image is drawn
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.wait_for_timeout(1500)
        taken, counts = [], []
        for kind in ("wheel", "pointermove"):
            stage.evaluate(_TIME_STEPS, kind)
            if kind == "pointermove":
                page.mouse.down()
            sent.clear()
            for step in range(STEPS):
                if kind == "wheel":
                    page.mouse.wheel(0, -100 if step < STEPS // 2 else 100)
                else:
                    page.mouse.move(x + 3 * step, y + 2 * step)
                page.wait_for_function("n => window.taken.drawn.length > n", arg=step)
            counts.append(len(sent))
            taken.append(page.evaluate("window.taken"))
            page.mouse.up()
    return taken[0], taken[1], sum(counts)


def _slider(browser: Browser, folder: Path) -> list[float]:
    file = folder / "volume.npy"
    np.save(file, load_series([base_folder()]).volume)
    told = {"LIVERLENS_BENCHMARK_VOLUME": str(file)}
    home = folder / "slider"
    with (
        Server(home, script=SCRIPT, environment=lambda _: told) as server,
        new_page(browser) as page,
    ):
        page.goto(server.url)
        page.wait_for_selector("[data-testid=stImage] img")
        page.locator("[data-testid=stSlider] input[type=range]").focus()
        page.evaluate(_TIME_SLIDER)
        for step in range(STEPS // 2):
            page.keyboard.press("ArrowRight")
            page.wait_for_function("n => window.steps.length > n", arg=step)
        # The first one has more to set up than those that follow.
        return page.evaluate("window.steps")[1:]


ROWS = [
    Row(
        name="scroll",
        section="In the browser",
        what="scroll and window, 100 slices of 512 x 512",
        against="st.slider and st.image, the same volume",
        target="one frame (16.7 ms), no request",
        run=_run,
    ),
]
