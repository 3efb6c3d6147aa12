"""A LiverLens server and a real Chromium page for the browser tests.

`server` is `python -m dashboard`: one for all modules, or another one for a module that names a
SCRIPT (a Streamlit script to run instead) or an `environment(port)` of variables. Modules that say
EMPTY_WORKLIST share one that keeps outlines, and begin with nothing in it (`kept_samples` puts
records there). `page` is a 1440 x 900 page of a person who has not been here before; after the
test it must have seen no error, uncaught or in the console, nothing that the content policy
forbids, and no request to any other host. `stranger(...)` is a page of another browser. `viewer`
(tests/browser/viewer.py) drives the viewer on `page`, with tests/browser/viewer_script.py.

Every wait has the same generous limit: PATIENCE_SECONDS.

What the tests open is of the planted patient (tests/privacy/planted.py), whom no browser and no
server may leave a trace of: neither addresses, titles, console, storage, pages and downloads
(tests/browser/watch.py), nor logs and files (tests/browser/running.py). A test that asks for the
name says where: `@pytest.mark.asked_for("page")`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest

from tests.browser.picture import PATIENCE_SECONDS
from tests.browser.running import running
from tests.privacy.planted import planted_samples
from tools.chromium import CHROMIUM_ARGUMENTS, chromium_path
from tools.server import Server

DESK = {"width": 1440, "height": 900}
PATIENCE_MS = 1000 * PATIENCE_SECONDS
#: Pages are composed without WebGL, which without a graphics card takes most of the drawing's time.
#: What asks for WebGL itself, as NiiVue does, still has it.
ARGUMENTS = [*CHROMIUM_ARGUMENTS, "--disable-gpu-compositing"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test` runs these by their mark, one after another. Modules with the same server follow
    each other, so that it is started once."""
    places = [i for i, item in enumerate(items) if Path(__file__).parent in item.path.parents]
    mine = sorted((items[i] for i in places), key=lambda item: _name(_own(item.module)))
    for place, item in zip(places, mine, strict=True):
        item.add_marker("browser")
        items[place] = item


def _keeping_outlines(port: int) -> dict[str, str]:
    return {"LIVERLENS_KEEP_OUTLINES": "on"}


def _own(module: ModuleType) -> tuple:
    """What sets a module's server apart from the app's: its script and its environment."""
    usual = _keeping_outlines if vars(module).get("EMPTY_WORKLIST") else None
    return vars(module).get("SCRIPT"), vars(module).get("environment", usual)


def _name(own: tuple) -> tuple[str, str]:
    """The same in every process."""
    script, environment = own
    return str(script or ""), environment.__module__ if environment else ""


@pytest.fixture(scope="session")
def downloads(tmp_path_factory) -> Path:
    """Where the browsers put what is downloaded, until its context is closed."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session")
def chromium(downloads):
    """Playwright's, which starts browsers; and how they are started."""
    path = chromium_path()
    if path is None:
        pytest.skip("Chromium is not installed (the `chromium` package)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        yield (
            playwright.chromium,
            {"executable_path": path, "args": ARGUMENTS, "downloads_path": downloads},
        )


@pytest.fixture(autouse=True)
def patience(chromium) -> None:
    """For each test anew: whatever one sets, the next waits long again."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def watch(chromium, downloads):
    """Follows all that the browsers show and keep."""
    from tests.browser.watch import Watch  # needs playwright, which `chromium` has looked for

    return Watch(downloads)


@pytest.fixture(autouse=True)
def no_trace_of_the_patient(request, watch) -> Iterator[None]:
    """Fails a test whose pages leave a trace where it has not asked for one."""
    yield
    asked = {place for mark in request.node.iter_markers("asked_for") for place in mark.args}
    found = watch.take()
    assert {place: traces for place, traces in found.items() if place not in asked} == {}


@pytest.fixture(scope="session")
def window(chromium, watch, tmp_path_factory):
    """Chromium with software rendering, for `page`. Its profile is kept over all tests: Streamlit's
    scripts are compiled once, which is most of the work of opening a page."""
    kind, settings = chromium
    profile = tmp_path_factory.mktemp("profile")
    context = kind.launch_persistent_context(profile, viewport=DESK, **settings)
    context.set_default_timeout(PATIENCE_MS)
    watch.follow(context)
    yield context
    context.close()


@pytest.fixture(scope="session")
def browser(chromium, watch):
    """Another Chromium, for other people's pages."""
    kind, settings = chromium
    browser = kind.launch(**settings)
    watch.follow_all(browser)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def samples(tmp_path_factory) -> Path:
    """The folder of the samples that the servers offer."""
    return planted_samples(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="session")
def app_server(tmp_path_factory, samples) -> Iterator[Server]:
    """The app itself, whose models stay loaded from test to test."""
    with running(tmp_path_factory.mktemp("server"), samples) as server:
        yield server


@pytest.fixture(scope="session")
def other_server(tmp_path_factory, samples) -> Iterator[Callable[[tuple], Server]]:
    """The one that differs from the app's in this; one of them runs at a time."""
    with contextlib.ExitStack() as stack:
        now: dict[tuple, Server] = {}

        def get(own: tuple) -> Server:
            if own not in now:
                now.clear()
                stack.close()
                folder = tmp_path_factory.mktemp("server")
                now[own] = stack.enter_context(running(folder, samples, *own))
            return now[own]

        yield get


@pytest.fixture(scope="module")
def server(request) -> Server:
    """The running server."""
    own = _own(request.module)
    if own == (None, None):
        return request.getfixturevalue("app_server")
    server = request.getfixturevalue("other_server")(own)
    if vars(request.module).get("EMPTY_WORKLIST"):
        from tests.browser.kept_samples import empty  # takes seconds to import

        empty(server)
    return server


@pytest.fixture
def page(window, watch):
    """A page of its own session, 1440 x 900."""
    window.clear_cookies()
    page = window.new_page()
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
    yield page
    try:
        watch.look(window)
    finally:
        _leave(window)
    assert errors == []
    assert forbidden == []
    assert foreign == []


def _leave(window) -> None:
    """Nothing of a person stays but what the browser fetched; cookies go before the next one."""
    for opened in window.pages[1:]:  # without its first page, the browser would end
        if opened.url.startswith("http"):
            opened.evaluate("localStorage.clear()")
        opened.close()


@pytest.fixture
def stranger(browser):
    """`stranger(...)`: an empty page of another browser, 1440 x 900 or as the settings of
    Playwright's `new_context` say."""
    with contextlib.ExitStack() as stack:

        def make(**settings):
            context = browser.new_context(**{"viewport": DESK, **settings})
            context.set_default_timeout(PATIENCE_MS)
            stack.callback(context.close)
            return context.new_page()

        yield make


@pytest.fixture
def app(page, server):
    """The page with the app's start page on it."""
    from tests.browser.navigation import at_rest  # needs playwright, which `page` has looked for

    page.goto(server.url)
    page.get_by_role("button", name="Choose a folder").wait_for()
    at_rest(page)
    return page


@pytest.fixture
def viewer(page, server):
    from tests.browser.viewer import Viewer  # needs playwright, which `page` has looked for

    return Viewer(page, server)


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in (None, "", "127.0.0.1", "localhost")
