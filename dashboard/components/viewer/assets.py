"""The viewer's JavaScript over HTTP: our modules, and NiiVue's one file from node_modules for the
3-D view.

A component's script runs from a blob URL and can import only by absolute URL. Every URL carries
the version of what it names (a hash of our sources, NiiVue's release), so browsers keep the files.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

_HERE = Path(__file__).parent
_SOURCES = _HERE / "js"
NIIVUE_FILE = _HERE / "node_modules" / "@niivue" / "niivue" / "dist" / "index.js"

_FOREVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
}
_JAVASCRIPT = "text/javascript; charset=utf-8"


@functools.cache
def niivue_version() -> str:
    """The release that package.json pins."""
    package = json.loads((_HERE / "package.json").read_text(encoding="utf-8"))
    return package["dependencies"]["@niivue/niivue"]


@functools.cache
def sources_version() -> str:
    """Hash of our JavaScript modules."""
    digest = hashlib.sha256()
    for file in sorted(_SOURCES.glob("*.js")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def main_module_path() -> str:
    """URL path of the module that draws the viewer."""
    return f"/viewer/{sources_version()}/main.js"


def preload_paths() -> list[str]:
    """URL paths of all that the viewer imports at once; NiiVue waits for the 3-D view."""
    modules = sorted(file.name for file in _SOURCES.glob("*.js"))
    return [f"/viewer/{sources_version()}/{name}" for name in modules]


def niivue_path() -> str:
    """URL path of NiiVue."""
    return f"/viewer/niivue-{niivue_version()}.js"


def routes() -> list[Route]:
    """`GET /viewer/niivue-{version}.js` and `GET /viewer/{version}/{module}.js`."""
    return [
        Route("/viewer/niivue-{version}.js", _send_niivue, methods=["GET"]),
        Route("/viewer/{version}/{module}.js", _send_module, methods=["GET"]),
    ]


def _send_niivue(request: Request) -> Response:
    if request.path_params["version"] != niivue_version() or not NIIVUE_FILE.is_file():
        return _not_found(f"NiiVue {niivue_version()} is not installed: run `make setup`.")
    return Response(_compressed(NIIVUE_FILE), media_type=_JAVASCRIPT, headers=_FOREVER)


def _send_module(request: Request) -> Response:
    # Only existing names are served, so nothing outside the folder can be requested.
    files = {file.stem: file for file in _SOURCES.glob("*.js")}
    file = files.get(request.path_params["module"])
    if file is None or request.path_params["version"] != sources_version():
        return _not_found("No such module: reload the page.")
    return Response(_compressed(file), media_type=_JAVASCRIPT, headers=_FOREVER)


def _not_found(sentence: str) -> Response:
    return PlainTextResponse(
        sentence,
        status_code=404,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


@functools.cache
def _compressed(file: Path) -> bytes:
    """Compressed once for the life of the server, not at each request."""
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)
