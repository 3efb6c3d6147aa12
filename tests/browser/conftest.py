"""A LiverLens server and a real Chromium page for the browser tests.

`server` is `python -m dashboard`: one for all modules, or one of its own for a module that names a
SCRIPT (a Streamlit script to run instead), an `environment(port)` of variables or EMPTY_WORKLIST.
`page` is a fresh 1440 x 900 page; after the test it must have seen no error, uncaught or in the
console, nothing that the content policy forbids, and no request to any other host. `viewer`
(tests/browser/viewer.py) drives the viewer on that page, with tests/browser/viewer_script.py.

What the tests open is of the planted patient (tests/privacy/planted.py), whom no browser and no
server may leave a trace of: neither addresses, titles, console, storage, pages and downloads
(tests/browser/watch.py), nor logs and files (tests/browser/running.py). A test that asks for the
name says where: `@pytest.mark.asked_for("page")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.running import running
from tests.privacy.planted import planted_samples
from tools.chromium import CHROMIUM_ARGUMENTS, chromium_path
from tools.server import Server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test` runs these by their mark, one after another."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def downloads(tmp_path_factory) -> Path:
    """Where the browser puts what is downloaded, until its context is closed."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session")
def browser(downloads):
    """Chromium with software rendering, one for all tests."""
    path = chromium_path()
    if path is None:
        pytest.skip("Chromium is not installed (the `chromium` package)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=CHROMIUM_ARGUMENTS, downloads_path=downloads
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def watch(browser, downloads):
    """Follows every context of the browser."""
    from tests.browser.watch import Watch  # needs playwright, which `browser` has looked for

    return Watch(browser, downloads)


@pytest.fixture(autouse=True)
def no_trace_of_the_patient(request, watch) -> Iterator[None]:
    """Fails a test whose pages leave a trace where it has not asked for one."""
    yield
    asked = {place for mark in request.node.iter_markers("asked_for") for place in mark.args}
    found = watch.take()
    assert {place: traces for place, traces in found.items() if place not in asked} == {}


@pytest.fixture(scope="session")
def samples(tmp_path_factory) -> Path:
    """The folder of the samples that the servers offer."""
    return planted_samples(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="session")
def app_server(tmp_path_factory, samples) -> Iterator[Server]:
    """The app itself, whose models stay loaded from test to test."""
    with running(tmp_path_factory.mktemp("server"), samples) as server:
        yield server


@pytest.fixture(scope="module")
def server(request, tmp_path_factory, samples) -> Iterator[Server]:
    """The running server."""
    module = vars(request.module)
    own = {name: module[name] for name in ("SCRIPT", "environment") if name in module}
    if not own and not module.get("EMPTY_WORKLIST"):
        yield request.getfixturevalue("app_server")
        return
    folder = tmp_path_factory.mktemp("server")
    with running(folder, samples, **{name.lower(): value for name, value in own.items()}) as server:
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
