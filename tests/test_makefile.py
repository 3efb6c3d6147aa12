"""What `make` runs, with a Python that only writes down what it was asked to do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
PINS = ["requirements-dev.txt", "requirements-docs.txt", "requirements.txt"]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make here")

#: Notes its words; `-m venv FOLDER` puts a copy of it there; fails on the words in FAILS.
STUB = """#!/bin/sh
echo "offline=${HF_HUB_OFFLINE:-} $*" >> "$NOTES"
if [ "$1 $2" = "-m venv" ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi
case "$*" in *"${FAILS:-nothing fails}"*) exit 1;; esac
"""


@pytest.fixture
def make(tmp_path):
    """`make(target, fails)`: (exit status, what Python was asked to do), all set up already."""
    venv, viewer, notes = tmp_path / "venv", tmp_path / "viewer", tmp_path / "notes"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").write_text(STUB)
    (venv / "bin" / "python").chmod(0o755)
    (viewer / "node_modules").mkdir(parents=True)
    for file in (viewer / "package.json", viewer / "package-lock.json"):
        file.touch()
    for stamp in (".python", ".runtime", ".dev"):
        (venv / stamp).touch()
    (viewer / "node_modules" / ".ready").touch()

    def run(target: str, fails: str = "") -> tuple[int, list[str]]:
        notes.write_text("")
        # Not those of the `make test` that may run this.
        environ = {name: value for name, value in os.environ.items() if "MAKE" not in name}
        environ |= {"NOTES": str(notes)} | ({"FAILS": fails} if fails else {})
        done = subprocess.run(
            ["make", target, f"VENV={venv}", f"VIEWER={viewer}"],
            cwd=REPO,
            env=environ,
            capture_output=True,
            timeout=300,
        )
        return done.returncode, [
            line.replace(str(venv), "VENV") for line in notes.read_text().splitlines()
        ]

    return run


def test_audit_looks_every_file_of_pins_up_in_an_environment_of_its_own(make):
    status, asked = make("audit")
    assert status == 0
    assert asked[0].endswith("-m venv VENV/audit")
    assert re.search(r"-m pip .*install .*pip-audit==\d+\.\d+\.\d+$", asked[1])
    looked = [line.partition("-m pip_audit ")[2].split() for line in asked[2:]]
    assert sorted(words[-1] for words in looked) == PINS
    # Each file names all that it brings: nothing is installed or resolved.
    assert all(words[:-1] == ["--strict", "--no-deps", "--disable-pip", "-r"] for words in looked)


@pytest.mark.parametrize("file", PINS)
def test_audit_fails_where_one_file_does(make, file):
    assert make("audit", fails=f"-r {file}")[0] != 0


def test_audit_needs_its_program(make):
    status, asked = make("audit", fails="pip-audit==")
    assert status != 0
    assert not any("pip_audit" in line for line in asked)


@pytest.mark.parametrize("file", PINS)
def test_each_line_of_the_pins_is_one_that_can_be_looked_up(file):
    lines = (REPO / file).read_text(encoding="utf-8").splitlines()
    pins = [line.split(" #")[0].strip() for line in lines if line.strip() and line[0] != "#"]
    assert pins
    pinned = r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[A-Za-z0-9.+!]+( *;.*)?"
    assert [line for line in pins if not re.fullmatch(pinned, line)] == []


def test_run_starts_the_app_without_asking_for_weights_elsewhere(make):
    assert make("run") == (0, ["offline=1 -m dashboard"])
