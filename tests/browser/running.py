"""Servers of the browser tests, which are searched for the planted patient when they end."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.core.core_files import core_files_are_forbidden, limits_of
from tests.privacy.files import traces_under
from tools.chromium import NIIVUE, chromium_path
from tools.server import ROOT, Server

#: What Python reads first there.
_FIRST = Path(__file__).with_name("planted_server")
_SCANS = "scans"


@contextmanager
def running(
    folder: Path,
    samples: Path,
    script: Path | None = None,
    environment: Callable[[int], dict[str, str]] | None = None,
) -> Iterator[Server]:
    """A server that logs everything and whose samples are of the planted patient.

    `samples` is the folder of `planted_samples`; they can be queued by their path too, as can what
    a test puts into `scans_of(server)`. At the end, nothing of the patient may be in what the
    server wrote: its log, home, worklist, audit trail, and temporary files, also those that it
    removed itself.
    """
    if chromium_path() is None:
        pytest.skip("Chromium is not installed (the `chromium` package)")
    if not NIIVUE.is_file():
        pytest.skip("NiiVue is not installed (`make setup`)")
    # Its path is short: that of a socket may have a hundred letters.
    temporary = Path(tempfile.mkdtemp(prefix="ll-"))
    own = {
        "LIVERLENS_DATA_DIRS": f"{samples}{os.pathsep}{folder / _SCANS}",
        "PLANTED_SAMPLES": str(samples),
        "PLANTED_REMOVED": str(folder / "removed"),
        "PYTHONPATH": os.pathsep.join((str(_FIRST), str(ROOT))),
        "TMPDIR": str(temporary),
    }
    theirs = environment or (lambda port: {})
    try:
        with Server(folder, script=script, environment=lambda port: own | theirs(port)) as server:
            if sys.platform == "linux":
                assert core_files_are_forbidden(limits_of(server.pid))
            yield server
        assert "DEBUG" in server.log()
        # What a test put there, and no server.
        shutil.rmtree(scans_of(server), ignore_errors=True)
        assert traces_under(folder, temporary) == {}
    finally:
        shutil.rmtree(temporary)


def scans_of(server: Server) -> Path:
    """A folder whose content that server's people may open; it need not be there."""
    return server.home.with_name(_SCANS)
