"""Reads the files that `kinds.bombs` wrote, one after another, in a process of its own:

    python -m tools.attack.unpacking FOLDER

One line of JSON a file: what came of it, seconds of processor time, and by how much resident
memory rose at its peak. Linux only.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import psutil

from core.comparison.memory import PeakMemory
from core.dicom import Limits, discover, read_series
from core.errors import LiverLensError

#: Small, so that what would fill a server shows in a second.
LIMITS = Limits(
    volume_bytes=64 * 2**20, archive_bytes=128 * 2**20, archive_files=20_000, file_bytes=512 * 2**20
)
#: Address space beyond what the process has before; of processor time for all files together.
SPACE_BYTES, SECONDS = 4 * 2**30, 900


def main() -> None:
    _bound()
    for path in sorted(Path(sys.argv[1]).iterdir()):
        began = time.process_time()
        with PeakMemory() as memory:
            said = _read(path)
        facts = {
            "file": path.name,
            "said": said,
            "seconds": round(time.process_time() - began, 2),
            "bytes": memory.rise_bytes,
        }
        print(json.dumps(facts), flush=True)


def _read(path: Path) -> str:
    """ "series", "sentence", or the name of an exception."""
    try:
        found = discover([path], limits=LIMITS)
        for candidate in found.candidates[:3]:
            read_series(candidate, limits=LIMITS)
    except LiverLensError:
        return "sentence"
    except Exception as error:  # noqa: BLE001  whatever it is, it should not have come out
        return f"{type(error).__name__}: {error}"[:200]
    return "series" if found.candidates else "sentence"


def _bound() -> None:
    space = psutil.Process().memory_info().vms + SPACE_BYTES
    for what, most in ((resource.RLIMIT_AS, space), (resource.RLIMIT_CPU, SECONDS)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(
            what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
        )


if __name__ == "__main__":
    main()
