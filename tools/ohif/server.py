"""OHIF's files and, below /dicom-web, the archive, under one address: no question of origins."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools.ohif.archive import URL as ARCHIVE

#: What OHIF asks for frames, `transfer-syntax=*`, Orthanc answers with an error.
_FRAMES = 'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1'
_DICOM_WEB = "/dicom-web"


@contextmanager
def ohif_server(dist: Path) -> Iterator[str]:
    """The address of OHIF, as long as the block runs."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, directory=str(dist)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def configuration() -> str:
    """OHIF's app-config.js."""
    source = {
        "namespace": "@ohif/extension-default.dataSourcesModule.dicomweb",
        "sourceName": "dicomweb",
        "configuration": {
            "friendlyName": "Orthanc",
            "name": "orthanc",
            "qidoRoot": _DICOM_WEB,
            "wadoRoot": _DICOM_WEB,
            "wadoUriRoot": _DICOM_WEB,
            "qidoSupportsIncludeField": False,
            "supportsFuzzyMatching": False,
            "supportsWildcard": True,
            "imageRendering": "wadors",
            "thumbnailRendering": "wadors",
            "enableStudyLazyLoad": True,
            "omitQuotationForMultipartRequest": True,
            "bulkDataURI": {"enabled": True},
        },
    }
    config = {
        "routerBasename": "/",
        "extensions": [],
        "modes": [],
        "showStudyList": True,
        "maxNumberOfWebWorkers": 1,
        "showLoadingIndicator": True,
        "strictZSpacingForVolumeViewport": True,
        "investigationalUseDialog": {"option": "never"},
        "disableConfirmationPrompts": True,
        "dataSources": [source],
        "defaultDataSourceName": "dicomweb",
    }
    return f"window.config = {json.dumps(config, indent=2)};\n"


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A browser that leaves a page cuts its connections."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith(_DICOM_WEB):
            self._from_archive()
        elif path == "/app-config.js":
            self._say(200, "text/javascript", configuration().encode())
        else:
            # A page of the app, not a file, is the app itself.
            if not Path(self.translate_path(path)).is_file():
                self.path = "/index.html"
            super().do_GET()

    def end_headers(self) -> None:
        # For memory that is shared between threads.
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def _from_archive(self) -> None:
        accept = _FRAMES if "/frames/" in self.path else self.headers.get("Accept", "*/*")
        # Orthanc makes the addresses of bulk data from the host that it is asked by.
        headers = {"Accept": accept, "Host": self.headers.get("Host", "")}
        request = urllib.request.Request(ARCHIVE + self.path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                kind = answer.headers.get("Content-Type", "application/octet-stream")
                self._say(answer.status, kind, answer.read())
        except urllib.error.HTTPError as error:
            self._say(error.code, "text/plain", error.read())

    def _say(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the addresses name UIDs."""
