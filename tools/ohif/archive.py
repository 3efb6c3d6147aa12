"""The archive of one run, and files put into it.

The whole run is in a network namespace that has a loopback and nothing else
(`tools.ohif.__main__`).
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from tools.orthanc import HTTP_PORT, orthanc

URL = f"http://127.0.0.1:{HTTP_PORT}"


def archive(folder: Path) -> AbstractContextManager[int]:
    """Started in `folder`, gone afterwards."""
    settings = {"Name": "ohif", "DicomServerEnabled": False, "AuthenticationEnabled": False}
    return orthanc(folder, settings, lambda _pid: _answers())


def put(files: Iterable[Path]) -> int:
    """Store DICOM files; returns how many."""
    count = 0
    for path in files:
        request = urllib.request.Request(f"{URL}/instances", data=path.read_bytes(), method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        count += 1
    return count


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"{URL}/system", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
