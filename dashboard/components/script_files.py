"""A component's JavaScript as modules over HTTP.

A component's script runs from a blob URL and can import only by absolute URL. Every URL carries a
hash of the sources, so that browsers keep the files.
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

_KEPT = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
}


class ScriptFiles:
    """The modules in one folder, under `/{name}/{version}/{module}.js`."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._files = {file.stem: file for file in sorted(folder.glob("*.js"))}

    @functools.cached_property
    def version(self) -> str:
        """Hash of the modules."""
        digest = hashlib.sha256()
        for name, file in self._files.items():
            digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
        return digest.hexdigest()[:16]

    def path(self, module: str) -> str:
        """URL path of a module."""
        return f"/{self._name}/{self.version}/{module}.js"

    def loader(self, module: str) -> str:
        """The component's script: it hands over to the `show` of a module.

        The component's data is to be a list of the one dict that `show` takes: in a dict, Streamlit
        looks for tables, and imports pandas for that before the first page is drawn.
        """
        return (
            f"const loaded = import(window.location.origin + {json.dumps(self.path(module))});\n"
            "export default function (component) {\n"
            "  const told = { ...component, data: component.data[0] };\n"
            "  loaded.then((module) => module.show(told));\n"
            "}\n"
        )

    def routes(self) -> list[Route]:
        return [Route(f"/{self._name}/{{version}}/{{module}}.js", self._send, methods=["GET"])]

    def _send(self, request: Request) -> Response:
        # Only existing names are served, so nothing outside the folder can be requested.
        file = self._files.get(request.path_params["module"])
        if file is None or request.path_params["version"] != self.version:
            return PlainTextResponse(
                "No such module: reload the page.",
                status_code=404,
                headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
            )
        return Response(
            _compressed(file), media_type="text/javascript; charset=utf-8", headers=_KEPT
        )


@functools.cache
def _compressed(file: Path) -> bytes:
    """Compressed once for the life of the server, not at each request."""
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)
