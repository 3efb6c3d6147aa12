"""A LiverLens server and a real Chromium page for the browser tests.

`server` is `python -m dashboard`: one for all modules, or one of its own for a module that names a
SCRIPT (a Streamlit script to run instead), an `environment(port)` of variables or EMPTY_WORKLIST.
`page` is a fresh 1440 x 900 page; after the test it must have seen no error, uncaught or in the
console, nothing that the content policy forbids, and no request to any other host. `viewer`
(tests/browser/viewer.py) drives the viewer on that page, with tests/browser/viewer_script.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tools.chromium import CHROMIUM_ARGUMENTS, NIIVUE, chromium_path
from tools.server import ROOT, Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test` runs these by their mark, one after another."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


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

    def note(said) -> None:
        if "Content Security" in said.text:
            forbidden.append(said.text)
        # Answers that a test asks for; the page itself has to say what they mean.
        elif said.type == "error" and not said.text.startswith("Failed to load resource"):
            errors.append(said.text)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", note)
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
def app(page, server):
    """The page with the app's start page on it; every wait is a long one."""
    from playwright.sync_api import expect

    from tests.browser.picture import PATIENCE_SECONDS

    expect.set_options(timeout=1000 * PATIENCE_SECONDS)
    page.set_default_timeout(1000 * PATIENCE_SECONDS)
    page.goto(server.url)
    page.get_by_role("button", name="Choose a folder").wait_for()
    yield page
    expect.set_options(timeout=5_000)


@pytest.fixture
def viewer(page, server):
    from tests.browser.viewer import Viewer  # needs playwright, which `page` has looked for

    return Viewer(page, server)


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in (None, "", "127.0.0.1", "localhost")
