"""What the person who runs the tests has set for the program is no concern of the tests."""

from __future__ import annotations

import os
import subprocess
import sys

from core.audit import Trail
from tests.conftest import LONGEST, REPO, forget_settings


def test_every_setting_of_the_program_is_forgotten():
    environ = {"LIVERLENS_AUDIT": "a", "LIVERLENS_X": "b", "DATABASE_URL": "c", "HOME": "d"}
    forget_settings(environ)
    assert environ == {"HOME": "d"}
    assert [name for name in os.environ if name.startswith("LIVERLENS_")] == ["LIVERLENS_STORE"]


def test_the_files_that_begin_first_are_there():
    assert [name for name in LONGEST if not (REPO / "tests" / name).is_file()] == []


def test_a_test_that_writes_a_trail():
    Trail.open().note("user-1", "opened")
    assert [entry.who for entry in Trail.open().read()] == ["user-1"]


def test_an_exported_audit_trail_is_not_written_by_the_suite(tmp_path):
    trail = tmp_path / "audit.jsonl"
    writes = f"{__file__}::{test_a_test_that_writes_a_trail.__name__}"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", writes]
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
