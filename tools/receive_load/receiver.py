"""`core receive` in a process of its own, which can be killed and whose memory can be read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from core.comparison.memory import peak_bytes
from tools.server import DROPPED, ROOT

_START_SECONDS = 180.0
TOKEN = "receive-load"


class ReceiverProcess:
    """Started at once; its inbox and its log lie in `folder`."""

    def __init__(
        self, folder: Path, port: int, stow_port: int, environment: dict[str, str]
    ) -> None:
        """`environment` says where the worklist and the weights are."""
        self.inbox = folder / "inbox"
        self.log = folder / "receiver.log"
        settings = folder / "pacs.toml"
        # A series is queued a second after its last file, so that some are while others still come.
        settings.write_text(
            f'[receive]\nport = {port}\nstow_port = {stow_port}\nstow_token_env = "LOAD_TOKEN"\n'
            f'folder = "{self.inbox}"\nquiet_seconds = 1\nfree_bytes = 0\n'
        )
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(DROPPED)
        }
        own = {"LIVERLENS_PACS": str(settings), "LOAD_TOKEN": TOKEN}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "core", "receive"],
                cwd=ROOT,
                env=inherited | environment | own,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait(self.log.stat().st_size)

    def peak_bytes(self) -> int:
        """Of resident memory since the start."""
        return peak_bytes(Path("/proc") / str(self._process.pid)) or 0

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL: no handler, no goodbye."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """The exit status after SIGTERM."""
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.wait(timeout=120)

    def _wait(self, n_bytes: int) -> None:
        """Until it says that it listens for STOW, which it does last; `n_bytes` of its log are
        older."""
        until = time.monotonic() + _START_SECONDS
        while b"STOW-RS" not in self.log.read_bytes()[n_bytes:]:
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"the receiver did not start:\n{self.log.read_text()}")
            time.sleep(0.05)
