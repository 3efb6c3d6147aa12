"""The command in a process of its own: from a push to the queue, and a clean end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from core.cli import main
from core.worklist import Store
from tests.core.core_files import core_files_are_forbidden, limits_of
from tests.core.pacs.made_files import ct_file, wait_for
from tests.core.pacs.small_archive import free_port
from tests.core.receive.sender import send

REPO = Path(__file__).parents[3]


def test_what_is_pushed_is_queued_and_the_end_is_clean(tmp_path, weights_dir):
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "core", "receive", "--port", str(port), "--quiet-seconds", "0"),
            *("--inbox", str(tmp_path / "inbox")),
        ],
        cwd=REPO,
        env=os.environ | {"LIVERLENS_WEIGHTS_DIR": str(weights_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert str(port) in process.stdout.readline()
        if sys.platform == "linux":
            assert core_files_are_forbidden(limits_of(process.pid))
        assert send(port, [ct_file(n) for n in range(1, 21)]) == [0] * 20
        store = Store.open()
        wait_for(lambda: [one.n_slices for one in store.queue.items()] == [20])
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out.splitlines()[-1] == "Stopped; 20 files were received."
    assert "4711" not in out


def test_on_a_network_it_wants_a_list_of_callers(capsys):
    assert main(["receive", "--host", "0.0.0.0"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "callers" in line
