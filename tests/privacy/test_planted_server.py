"""What Python reads first in the servers of the browser tests: nothing there escapes the search."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.privacy.files import traces_under
from tools.server import ROOT

#: A server that makes temporary files and removes them again, and says things at every level.
LEAVES_TRACES = """
import logging, tempfile
from pathlib import Path
with tempfile.TemporaryDirectory() as folder:
    Path(folder, "slice.txt").write_text("Kunigunde")
with tempfile.NamedTemporaryFile() as file:
    file.write(b"ZQX-4711-88")
    file.flush()
for name in ("any.library", "streamlit.runtime", "sqlalchemy.engine"):
    logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger(name).debug("born 1937-02-19")
logging.getLogger("of.another").debug("ACC9912873")
from core.shipped import shipped
print(shipped("sample_scans"), shipped("weights").name)
"""


def test_removed_files_and_the_lowest_level_of_logs_are_kept_to_be_searched(tmp_path):
    temporary, removed = tmp_path / "temporary", tmp_path / "removed"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LEAVES_TRACES],
        cwd=ROOT,
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join((str(ROOT / "tests/browser/planted_server"), str(ROOT))),
            "TMPDIR": str(temporary),
            "PLANTED_REMOVED": str(removed),
            "PLANTED_SAMPLES": "/planted",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(Path("/planted")), "weights"]
    assert list(temporary.iterdir()) == []
    found = [traces for traces in traces_under(removed).values() if traces]
    assert sorted(map(sorted, found)) == [["name"], ["patient ID"]]
    said = [line.split(":")[1] for line in done.stderr.splitlines() if "1937" in line]
    # A library that turns its own logs down stays as it is; the two that an operator can turn up
    # are turned up.
    assert said == ["streamlit.runtime", "sqlalchemy.engine"]
    assert "DEBUG:of.another:ACC9912873" in done.stderr
