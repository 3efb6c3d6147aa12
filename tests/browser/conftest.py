"""A LiverLens server and a real Chromium page for the browser tests.

`server` starts `python -m dashboard` once a module, with the module's SCRIPT (a Streamlit script)
when it names one. `page` is a fresh 1440 x 900 page; after the test it must have seen no uncaught
error and no request to any other host.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
NIIVUE = ROOT / "dashboard/viewer/node_modules/@niivue/niivue/dist/index.js"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-gpu-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Server:
    url: str
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")


def chromium_path() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


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


@pytest.fixture(scope="module")
def server(request, tmp_path_factory) -> Iterator[Server]:
    """The running server; its home is an empty folder, as on a fresh machine."""
    if chromium_path() is None:
        pytest.skip("Chromium is not installed (the `chromium` package)")
    if not NIIVUE.is_file():
        pytest.skip("NiiVue is not installed (`make setup`)")
    folder = tmp_path_factory.mktemp("server")
    with _serving(getattr(request.module, "SCRIPT", None), folder) as running:
        yield running


@pytest.fixture
def page(browser):
    """A page of its own session, 1440 x 900."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    foreign: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "request",
        lambda request: None if _is_local(request.url) else foreign.append(request.url),
    )
    page.set_default_timeout(60_000)
    yield page
    context.close()
    assert errors == []
    assert foreign == []


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in (None, "", "127.0.0.1", "localhost")


@contextlib.contextmanager
def _serving(script: Path | None, folder: Path) -> Iterator[Server]:
    """A server process for the length of the `with` block."""
    port = _free_port()
    home = folder / "home"
    home.mkdir()
    command = [sys.executable, "-m", "dashboard"]
    if script is not None:
        command += ["--script", str(script)]
    running = Server(f"http://127.0.0.1:{port}", folder / "server.log")
    with running.log_file.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "HOME": str(home)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 60
        while not _answers(running):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"The server did not start:\n{running.log()}")
            time.sleep(0.2)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(running: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{running.url}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
