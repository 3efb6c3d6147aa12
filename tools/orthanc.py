"""An Orthanc with DICOMweb for one run (Debian's orthanc and orthanc-dicomweb).

Debian's version listens on every address whatever it is told, so who starts it gives it a network
namespace with nothing but a loopback.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = Path("/usr/sbin/Orthanc")
PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
HTTP_PORT = 8042
START_SECONDS = 120.0


def is_installed() -> bool:
    return PROGRAM.exists() and PLUGIN.exists()


@contextmanager
def orthanc(
    folder: Path,
    settings: Mapping[str, Any],
    answers: Callable[[int], bool],
    command: Callable[[Path], Sequence[str]] = lambda file: [str(PROGRAM), str(file)],
) -> Iterator[int]:
    """Started in `folder`, gone afterwards; gives its process number.

    Args:
        settings: of Orthanc, beside those that all runs share.
        answers: told the process number; whether it can be used by now.
        command: starts it with that file of settings.
    """
    shared = {
        "StorageDirectory": str(folder / "db"),
        "IndexDirectory": str(folder / "db"),
        "HttpPort": HTTP_PORT,
        "RemoteAccessAllowed": True,
        "Plugins": [str(PLUGIN)],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }
    file = folder / "conf.json"
    file.write_text(json.dumps({**shared, **settings}))
    with (folder / "orthanc.log").open("wb") as log:
        process = subprocess.Popen(
            command(file),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    try:
        until = time.monotonic() + START_SECONDS
        while not answers(process.pid):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "orthanc.log").read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
