import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.worklist.process import has_ended, this_process

pytestmark = pytest.mark.skipif(
    not os.path.exists("/proc/self/stat"), reason="processes can be seen by /proc alone"
)


def test_this_one_runs():
    assert has_ended(this_process()) is False


def test_one_that_was_killed_has_ended_even_before_its_parent_notices():
    code = "import sys, time; print('up', flush=True); time.sleep(600)"
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline() == "up\n"
        place, own, _ = this_process().split(" ")
        stat = Path(f"/proc/{child.pid}/stat").read_text()
        start = stat.rpartition(")")[2].split()[19]
        name = f"{place} {child.pid} {start}"
        assert own != str(child.pid)
        assert has_ended(name) is False
        child.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it stays a zombie
        assert has_ended(name) is True
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    assert has_ended(name) is True


def test_another_process_under_the_same_number_is_not_the_one():
    place, pid, start = this_process().split(" ")
    assert has_ended(f"{place} {pid} {int(start) - 1}") is True


@pytest.mark.parametrize("worker", ["elsewhere/x/y 1 1", "", "a b", "a b c d"])
def test_elsewhere_nothing_can_be_seen(worker):
    assert has_ended(worker) is None


def test_where_there_is_no_proc_nothing_can_be_seen(monkeypatch, tmp_path):
    monkeypatch.setattr("core.worklist.process._PROC", tmp_path)
    assert this_process().endswith(" -")
    assert has_ended(this_process()) is None
