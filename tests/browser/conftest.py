"""A LiverLens server and a real Chromium page for the browser tests.

`server` is `python -m dashboard`: one for all modules, or one of its own for a module that names a
SCRIPT (a Streamlit script to run instead), an `environment(port)` of variables or EMPTY_WORKLIST.
`page` is a fresh 1440 x 900 page; after the test it must have seen no uncaught error, nothing that
the content policy forbids, and no request to any other host. `viewer` drives the viewer on that
page, with tests/browser/viewer_script.py.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

from tools.chromium import CHROMIUM_ARGUMENTS, NIIVUE, chromium_path
from tools.server import ROOT, Server


class Viewer:
    """The page as a reader uses it."""

    def __init__(self, page, server: Server) -> None:
        from playwright.sync_api import expect

        expect.set_options(timeout=30_000)
        self._expect = expect
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
        self.frame()
        return self

    @property
    def stage(self):
        return self.page.locator(".stage")

    def frame(self) -> None:
        """Wait until what was asked for is on the screen."""
        self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what has no words on the screen; at most as long as `expect` does."""
        deadline = time.monotonic() + 30
        while not holds():
            if time.monotonic() > deadline:
                pytest.fail("What was waited for did not come.")
            self.frame()

    def pixels(self) -> np.ndarray:
        """(height, width, 3) of the image with what is drawn over it."""
        self.frame()
        return np.asarray(Image.open(io.BytesIO(self.stage.screenshot())).convert("RGB"))

    def text(self, label: str) -> str:
        return self.page.locator(f".{label}-label").inner_text()

    def expect_slice(self, number: int) -> None:
        """The slice shown, counted from 1, is this one, or is within seconds."""
        self._expect(self.page.locator(".slice-label")).to_have_text(f"Slice {number} / 60")

    def expect_window(self, text: str) -> None:
        self._expect(self.page.locator(".window-label")).to_have_text(text)

    def expect_sidebar(self, text: str) -> None:
        sidebar = self.page.get_by_test_id("stSidebar")
        self._expect(sidebar.get_by_text(text, exact=True)).to_be_visible()

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

    def runs(self) -> int:
        """How often the script has run in this session."""
        runs = self.page.get_by_test_id("stSidebar").get_by_text(re.compile(r"^runs \d+$"))
        return int(runs.inner_text().split()[1])

    def rerun(self) -> None:
        """Run the script again from outside the viewer, and wait until it has."""
        runs = self.runs()
        self.page.get_by_role("button", name="Rerun").click()
        self.expect_sidebar(f"runs {runs + 1}")

    @staticmethod
    def differ(before: np.ndarray, after: np.ndarray) -> float:
        """Share of the pixels that changed by more than 8 grey levels."""
        return float((np.abs(before.astype(int) - after).max(axis=-1) > 8).mean())

    def colour(self, u: float, v: float) -> np.ndarray:
        """Mean colour of 5 x 5 screen pixels around an image point."""
        box = self.stage.bounding_box()
        x, y = self.point(u, v)
        column, row = round(x - box["x"]), round(y - box["y"])
        return self.pixels()[row - 2 : row + 3, column - 2 : column + 3].mean(axis=(0, 1))


@pytest.fixture(scope="session")
def browser():
    """Chromium with software rendering, one for all tests."""
    path = chromium_path()
    if path is None:
        pytest.skip("Chromium is not installed (the `chromium` package)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@contextmanager
def running(folder: Path, script=None, environment=lambda port: {}) -> Iterator[Server]:
    if chromium_path() is None:
        pytest.skip("Chromium is not installed (the `chromium` package)")
    if not NIIVUE.is_file():
        pytest.skip("NiiVue is not installed (`make setup`)")
    # The repository's samples can be queued by their path.
    samples = {"LIVERLENS_DATA_DIRS": str(ROOT / "sample_scans")}
    with Server(
        folder, script=script, environment=lambda port: samples | environment(port)
    ) as server:
        yield server


@pytest.fixture(scope="session")
def app_server(tmp_path_factory) -> Iterator[Server]:
    """The app itself, whose models stay loaded from test to test."""
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="module")
def server(request, tmp_path_factory) -> Iterator[Server]:
    """The running server."""
    module = vars(request.module)
    own = {name: module[name] for name in ("SCRIPT", "environment") if name in module}
    if not own and not module.get("EMPTY_WORKLIST"):
        yield request.getfixturevalue("app_server")
        return
    folder = tmp_path_factory.mktemp("server")
    with running(folder, **{name.lower(): value for name, value in own.items()}) as server:
        yield server


@pytest.fixture
def page(browser):
    """A page of its own session, 1440 x 900."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    foreign: list[str] = []
    forbidden: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda said: forbidden.append(said.text) if "Content Security" in said.text else None,
    )
    page.on(
        "request",
        lambda request: None if _is_local(request.url) else foreign.append(request.url),
    )
    page.set_default_timeout(60_000)
    yield page
    context.close()
    assert errors == []
    assert forbidden == []
    assert foreign == []


@pytest.fixture
def viewer(page, server) -> Viewer:
    return Viewer(page, server)


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in (None, "", "127.0.0.1", "localhost")
