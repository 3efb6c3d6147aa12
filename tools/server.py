"""A LiverLens server in a process of its own, whose memory can be read and which can be killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from core.comparison.memory import peak_bytes, resident_bytes, status

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 300.0
#: How the names of settings begin that belong to whoever runs the tests: nothing of theirs may be
#: read or written.
DROPPED = ("DATABASE_URL", "LIVERLENS_")


class Server:
    """`python -m dashboard` on a free port; its worklist and its home, an empty folder as on a
    fresh machine, lie in `folder`."""

    def __init__(
        self,
        folder: Path,
        cores: str = "",
        script: Path | None = None,
        environment: Callable[[int], dict[str, str]] | None = None,
        root: Path = ROOT,
    ) -> None:
        """`cores` such as "0,1" holds it to those processors (Linux); another `script` than the
        app's is run in its place; `environment(port)` gives variables beside its own; `root`
        holds the code, this checkout by default."""
        self.home = folder / "home"
        self.home.mkdir(parents=True, exist_ok=True)
        self.store = folder / "worklist" / "worklist.sqlite3"
        self.log_file = folder / "server.log"
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        own = {
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "HOME": str(self.home),
            "LIVERLENS_STORE": str(self.store),
        }
        own |= environment(port) if environment else {}
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(DROPPED)
        }
        held = ["taskset", "-c", cores] if cores else []
        instead = ["--script", str(script)] if script else []
        with self.log_file.open("wb") as log:
            self._process = subprocess.Popen(
                [*held, sys.executable, "-m", "dashboard", *instead],
                cwd=root,
                env=inherited | own,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._process.pid

    def resident_bytes(self) -> int:
        return _told(resident_bytes(self._folder))

    def peak_bytes(self) -> int:
        """Of resident memory since the start."""
        return _told(peak_bytes(self._folder))

    def threads(self) -> int:
        return _told(status(self._folder, "Threads"))

    def open_files(self) -> int:
        return len(os.listdir(self._folder / "fd"))

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL: no handler, no goodbye."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def _folder(self) -> Path:
        return Path("/proc") / str(self._process.pid)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"the server did not start:\n{self.log()}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False


def _told(number: int | None) -> int:
    if number is None:
        raise RuntimeError("the server has ended, or this system says nothing of its processes")
    return number


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
