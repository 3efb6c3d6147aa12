"""An Orthanc for one run, with DICOMweb, and files put into it.

Debian's Orthanc listens on every address whatever it is told, so the whole run is in a network
namespace that has a loopback and nothing else (`tools.ohif.__main__`).
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path("/usr/sbin/Orthanc")
PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
PORT = 8042
URL = f"http://127.0.0.1:{PORT}"
START_SECONDS = 120.0


@contextmanager
def orthanc(folder: Path) -> Iterator[None]:
    """Started in `folder`, gone afterwards."""
    configuration = {
        "Name": "ohif",
        "StorageDirectory": str(folder / "db"),
        "IndexDirectory": str(folder / "db"),
        "HttpPort": PORT,
        "DicomServerEnabled": False,
        "RemoteAccessAllowed": True,
        "AuthenticationEnabled": False,
        "Plugins": [str(PLUGIN)],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }
    (folder / "conf.json").write_text(json.dumps(configuration))
    with (folder / "orthanc.log").open("wb") as log:
        process = subprocess.Popen(
            [str(PROGRAM), str(folder / "conf.json")],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    try:
        until = time.monotonic() + START_SECONDS
        while not _answers():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "orthanc.log").read_text(errors="replace")[-2000:])
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
