"""What the person who runs the tests has set for the program is no concern of the tests."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import REPO, forget_settings

WRITES_A_TRAIL = (
    "tests/dashboard/services/test_audit.py::test_a_file_about_no_single_series_names_no_patient"
)


def test_every_setting_of_the_program_is_forgotten():
    environ = {"LIVERLENS_AUDIT": "a", "LIVERLENS_X": "b", "DATABASE_URL": "c", "HOME": "d"}
    forget_settings(environ)
    assert environ == {"HOME": "d"}
    assert [name for name in os.environ if name.startswith("LIVERLENS_")] == ["LIVERLENS_STORE"]


def test_an_exported_audit_trail_is_not_written_by_the_suite(tmp_path):
    trail = tmp_path / "audit.jsonl"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", WRITES_A_TRAIL]
    run = subprocess.run(
        command,
        cwd=REPO,
        env={**os.environ, "LIVERLENS_AUDIT": str(trail)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout
    assert not trail.exists()
