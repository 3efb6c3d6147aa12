"""The pictures of the start page over HTTP: small, and kept by the browser.

`viewer.webp` is the Review page, the others are slices of the samples: `python -m
tools.start_pictures` makes them.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).with_name("pictures")
_PATH = "/pictures"


def path_of(name: str) -> str:
    """URL path of a picture; it changes with the picture."""
    return f"{_PATH}/{_version(name)}/{name}.webp"


def routes() -> list[Route]:
    return [Route(f"{_PATH}/{{version}}/{{name}}.webp", _send, methods=["GET"])]


def _send(request: Request) -> Response:
    name = request.path_params["name"]
    # Only existing names are served, so nothing outside the folder can be requested.
    if name not in _names() or request.path_params["version"] != _version(name):
        return PlainTextResponse("No such picture.", 404, headers={"Cache-Control": "no-store"})
    return Response(
        (FOLDER / f"{name}.webp").read_bytes(),
        media_type="image/webp",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


@functools.cache
def _names() -> frozenset[str]:
    return frozenset(file.stem for file in FOLDER.glob("*.webp"))


@functools.cache
def _version(name: str) -> str:
    file = FOLDER / f"{name}.webp"
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.is_file() else "none"
