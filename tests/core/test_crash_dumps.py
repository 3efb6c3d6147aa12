"""Core files are forbidden, in the process that asks and in those that it starts."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.core_files import core_files_are_forbidden

REPO = Path(__file__).resolve().parents[2]

FORBID_THEN_START_ANOTHER = """
import subprocess, sys
from core.crash_dumps import forbid_crash_dumps
show = "print(open('/proc/self/limits').read())"
assert forbid_crash_dumps() is True
forbid_crash_dumps()  # once more changes nothing
exec(show)
sys.stdout.flush()
subprocess.run([sys.executable, "-c", show], check=True)
"""


def test_a_limit_that_can_be_raised_is_none():
    line = "Max core file size        {}                    {}            bytes"
    allowed = {
        pair: core_files_are_forbidden(line.format(*pair))
        for pair in (("0", "unlimited"), ("unlimited", "unlimited"), ("1", "1"), ("0", "0"))
    }
    assert list(allowed.values()) == [False, False, True, True]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_process_and_its_children_write_no_core_file():
    done = subprocess.run(
        [sys.executable, "-c", FORBID_THEN_START_ANOTHER],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    own, child = re.findall(r"^Max core file size.*$", done.stdout, re.MULTILINE)
    assert core_files_are_forbidden(own)
    assert core_files_are_forbidden(child)
