"""The server: the Streamlit app with the viewer's own HTTP routes beside it."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import threading
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import config as uvicorn_config

from core.crash_dumps import forbid_crash_dumps
from core.fault_log import of_event_loop
from core.outside.impatient import ImpatientProtocol
from core.outside.impatient_websocket import ImpatientWebSocket
from core.shipped import checkout, shipped
from dashboard import navigation, streamlit_internals
from dashboard.components.shell import scripts as shell
from dashboard.components.start import pictures
from dashboard.components.tour import scripts as tour
from dashboard.components.uploader import scripts as uploader
from dashboard.components.viewer import assets
from dashboard.security import media, settings
from dashboard.security.gate import Gate
from dashboard.security.sessions import SESSIONS, STREAMLIT_KEEPS_SECONDS, Content
from dashboard.security.settings import Settings
from dashboard.services import process_memory, readers_outlines, retention, warm_up
from dashboard.state import annotating, departure, measuring, uploads, volumes
from dashboard.state.memory_limit import memory_limit
from dashboard.state.server_memory import MEMORY

if TYPE_CHECKING:
    from core.dicom import MemoryFile
    from dashboard.state.measured import Measured

APP_SCRIPT = Path(__file__).resolve().with_name("app.py")
DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8501

#: What the first page draws with.
FIRST_PAGE = (
    "dashboard.components.audit_export",
    "dashboard.state.loading",
    "dashboard.components.sidebar",
    "dashboard.components.tour.panel",
    "dashboard.components.topbar",
    "dashboard.screens.review.page",
    "dashboard.components.welcome",
)
#: What the other pages draw with.
OTHER_PAGES = tuple(f"dashboard.screens.{name}.page" for name in navigation.NAMES[1:])

_SWEEP_SECONDS = 30.0


def main(
    arguments: list[str] | None = None,
    on_start: Callable[[str], object] = id,
    program: str = "python -m dashboard",
) -> None:
    """Serve until interrupted. HOST and PORT in the environment say where.

    `on_start` is called with the address as soon as it answers; `program` is what help and
    mistakes call the command.
    """
    parser = argparse.ArgumentParser(
        prog=program,
        description="Start LiverLens in the browser. HOST (127.0.0.1) and PORT (8501) in the "
        "environment say where it listens.",
    )
    parser.add_argument(
        "--script", type=Path, default=APP_SCRIPT, help="another Streamlit script than the app"
    )
    script = parser.parse_args(arguments).script.resolve()
    try:
        options = server_options(os.environ)
        settings.use(settings.read(os.environ, str(options["server.address"])))
        limit = memory_limit(os.environ)
    except ValueError as error:
        parser.error(str(error))
    if not script.is_file():
        parser.error(f"there is no script {script}")
    forbid_crash_dumps()
    quieten_libraries()
    # Pages import `core` and `dashboard` wherever the server was started from.
    parent = str(APP_SCRIPT.parents[1])
    if parent not in sys.path:
        sys.path.insert(0, parent)
    process_memory.keep_large_arrays_apart()
    MEMORY.limit = limit
    be_impatient()
    streamlit_internals.look_up_no_address()
    streamlit_internals.forgive_widget_values()
    create_app(script, on_start, settings.current()).run(config=options)


def be_impatient() -> None:
    """Streamlit lets uvicorn choose how it speaks HTTP, without a limit on the time of a head, and
    names a websocket protocol, without one on the time of a message."""
    for protocols, name, ours in (
        (uvicorn_config.HTTP_PROTOCOLS, "auto", ImpatientProtocol),
        (uvicorn_config.WS_PROTOCOLS, "websockets-sansio", ImpatientWebSocket),
    ):
        protocols[name] = f"{ours.__module__}:{ours.__name__}"


def quieten_libraries() -> None:
    """Settings that libraries read from the environment when they are imported, before they are.

    Matplotlib, which Captum brings, keeps a list of fonts in the home folder. In a checkout that
    list stays in the checkout; an installed LiverLens writes nothing beside its code.
    """
    if root := checkout():
        os.environ.setdefault("MPLCONFIGDIR", str(root / ".cache" / "matplotlib"))


def create_app(
    script: Path = APP_SCRIPT,
    on_start: Callable[[str], object] = id,
    run_by: Settings | None = None,
) -> st.App:
    """The ASGI application: Streamlit with `script`, the volumes and the viewer's files."""
    run_by = run_by or Settings()

    @contextlib.asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        asyncio.get_running_loop().set_exception_handler(of_event_loop)
        if (manager := streamlit_internals.media_manager()) is not None:
            media.watch(manager)
        media.on_download(_note_export)
        house = [asyncio.create_task(_sweep()), asyncio.create_task(_remove_old_records())]
        if script == APP_SCRIPT:
            threading.Thread(
                target=warm_up.make_ready, args=(FIRST_PAGE, OTHER_PAGES), daemon=True
            ).start()
        on_start(_address())
        try:
            yield
        finally:
            for task in house:
                task.cancel()

    return st.App(
        script,
        routes=routes(),
        middleware=[Middleware(Gate, settings=run_by), Middleware(UncompressedVolumes)],
        lifespan=lifespan,
        secrets=run_by.sign_in.streamlit_secrets() if run_by.sign_in else None,
    )


def routes() -> list[Route]:
    """The HTTP routes beside Streamlit's own."""
    return [
        *volumes.routes(),
        *uploads.routes(_first_slice),
        *measuring.routes(_note_measurements),
        *annotating.routes(readers_outlines.IN_THE_WORKLIST),
        *assets.routes(),
        *shell.SCRIPTS.routes(),
        *uploader.SCRIPTS.routes(),
        *tour.SCRIPTS.routes(),
        *pictures.routes(),
    ]


def server_options(environ: Mapping[str, str]) -> dict[str, object]:
    """Streamlit's options: those of `.streamlit/config.toml`, and HOST and PORT.

    Read here, so that they hold in whatever folder the server starts.

    Raises:
        ValueError: PORT is not a port number.
    """
    port = environ.get("PORT") or str(DEFAULT_PORT)
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise ValueError(f"PORT is {port!r}: give a number from 1 to 65535")
    with shipped(".streamlit/config.toml").open("rb") as file:
        options = dict(_flatten(tomllib.load(file)))
    options["server.address"] = environ.get("HOST") or DEFAULT_HOST
    options["server.port"] = int(port)
    options["server.disconnectedSessionTTL"] = STREAMLIT_KEEPS_SECONDS
    return options


def _flatten(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, object]]:
    """[("a.b", 1)] for {"a": {"b": 1}}."""
    pairs: list[tuple[str, object]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            pairs += _flatten(value, f"{prefix}{key}.")
        else:
            pairs.append((prefix + key, value))
    return pairs


class UncompressedVolumes:
    """Keeps Streamlit's gzip middleware off the volumes: it would deflate 50 MB at level 9."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/volumes/"):
            headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)


def _address() -> str:
    host = st.get_option("server.address")
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://{shown}:{st.get_option('server.port')}"


def _first_slice(file: MemoryFile) -> bytes | None:
    # Imported late, as below.
    from dashboard.components import thumbnails

    return thumbnails.first_slice(file)


def _note_export(content: Content, file_name: str, subject: object | None) -> None:
    # Imported late: the server answers before what the pages need is imported.
    from core.series import Series
    from dashboard.services import audit
    from dashboard.state.session import Session

    if isinstance(content, Session) and (subject is None or isinstance(subject, Series)):
        audit.exported(content, file_name, subject)


def _note_measurements(measured: Measured, person: str, file_name: str) -> str:
    # Imported late, as above.
    from dashboard.services import audit, consent
    from dashboard.state.session import Session

    for _, content in SESSIONS.of_person(person):
        for opened in content.shelf.open() if isinstance(content, Session) else ():
            if opened.measured is measured and isinstance(content, Session):
                if said := consent.refusal(content, opened):
                    return said
                audit.exported(content, file_name, opened.series)
                return ""
    return ""


async def _sweep() -> None:
    """Every half minute, free what ended sessions held, collect garbage, and return to the system
    what closed series have left."""
    collector = process_memory.Collector()
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        departure.sweep()
        await asyncio.to_thread(collector.collect)
        await asyncio.to_thread(MEMORY.return_freed)


async def _remove_old_records() -> None:
    """At the start, and again and again, where the operator wants it."""
    while True:
        await asyncio.to_thread(retention.apply)
        await asyncio.sleep(retention.EVERY_SECONDS)
