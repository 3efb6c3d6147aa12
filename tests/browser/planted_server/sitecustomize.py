"""Python reads this first in the servers of the browser tests (tests/browser/running.py).

They log everything that any library says, the bundled samples are those of the planted patient, and
temporary files are copied before they are removed.
"""

import contextlib
import itertools
import logging
import os
import shutil
import sys
from pathlib import Path

logging.basicConfig(level=logging.DEBUG)

#: Streamlit and SQLAlchemy set the levels of these themselves; an operator can turn them up. What
#: LiverLens turned off for good stays off.
_CHATTY = ("sqlalchemy", "streamlit", "uvicorn")
_set_level = logging.Logger.setLevel


def _at_debug(self: logging.Logger, level: int | str) -> None:
    _set_level(self, logging.DEBUG if self.name.partition(".")[0] in _CHATTY else level)


logging.Logger.setLevel = _at_debug

_number = itertools.count()


def _keep(event: str, arguments: tuple[object, ...]) -> None:
    """Copy a temporary file or folder that is about to go."""
    if event not in ("os.remove", "shutil.rmtree"):
        return
    going = os.fsdecode(arguments[0])
    if not going.startswith(os.environ["TMPDIR"]):
        return
    # Several processes may be at it.
    kept = Path(os.environ["PLANTED_REMOVED"]) / f"{os.getpid()}-{next(_number)}"
    with contextlib.suppress(OSError):
        kept.mkdir(parents=True)
        if os.path.isdir(going):
            shutil.copytree(going, kept / "folder")
        else:
            shutil.copy(going, kept)


if "PLANTED_REMOVED" in os.environ:
    sys.addaudithook(_keep)

if "PLANTED_SAMPLES" in os.environ:
    from core import shipped

    _shipped = shipped.shipped

    def _planted(name: str) -> Path:
        return Path(os.environ["PLANTED_SAMPLES"]) if name == "sample_scans" else _shipped(name)

    shipped.shipped = _planted
