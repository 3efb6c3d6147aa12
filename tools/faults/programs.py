"""The programs of the load: each is started again when it was killed or has ended, as a service
manager does."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from tools.faults.ledger import Ledger
from tools.postgres_server import Postgres
from tools.server import DROPPED, ROOT

#: Until a program that is gone is started again, s, at most.
_GONE_SECONDS = 2.0
_STEP_SECONDS = 0.1


class Program(Protocol):
    """One start of it."""

    def has_ended(self) -> bool: ...

    def kill(self) -> None: ...

    def stop(self) -> object: ...


class Watched(threading.Thread):
    """Keeps one program running until `over`."""

    def __init__(
        self, kind: str, start: Callable[[], Program], ledger: Ledger, luck: random.Random
    ) -> None:
        super().__init__(daemon=True, name=kind)
        self.kind = kind
        self.over = threading.Event()
        #: What runs now.
        self.program: Program | None = None
        self._start_one, self._ledger, self._luck = start, ledger, luck
        self._was_killed = False
        self._lock = threading.Lock()

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self.program = self._start_one()
            except (RuntimeError, subprocess.CalledProcessError):
                # The database was away, for example: it said so in its log.
                self._ledger.count("ends", self.kind)
                self.over.wait(1.0)
                continue
            while not self.over.wait(_STEP_SECONDS) and not self.program.has_ended():
                pass
            if self.over.is_set():
                return
            with self._lock:
                if not self._was_killed:
                    self._ledger.count("ends", self.kind)
                self.program, self._was_killed = None, False
            self.over.wait(self._luck.uniform(0.0, _GONE_SECONDS))

    def kill(self) -> bool:
        """SIGKILL; False where it does not run at this moment."""
        with self._lock:
            if self.program is None or self._was_killed or self.program.has_ended():
                return False
            self._was_killed = True
            self.program.kill()
        self._ledger.count("kills", self.kind)
        return True

    def stop(self) -> object:
        """End it properly, for good; what `Program.stop` says."""
        self.over.set()
        self.join()
        return None if self.program is None else self.program.stop()


class Command:
    """`python -m MODULE WORDS` with a log that is added to."""

    def __init__(
        self,
        words: list[str],
        log: Path,
        environment: dict[str, str],
        took: Callable[[str], None] | None = None,
    ) -> None:
        """`took` is called with each line that it prints; else they go into the log, too."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env=kept | environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if took else file,
                stderr=file,
                text=True,
            )
        self._reading = None
        if took:
            self._reading = threading.Thread(target=self._read, args=(took,), daemon=True)
            self._reading.start()

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        # What it had printed counts.
        if self._reading:
            self._reading.join()

    def stop(self) -> int:
        if not self.has_ended():
            self._process.terminate()
        status = self._process.wait(timeout=300)
        if self._reading:
            self._reading.join()
        return status

    def _read(self, took: Callable[[str], None]) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            # A kill may cut the last one off.
            if line.endswith("\n"):
                took(line.rstrip("\n"))


class Database:
    """A PostgreSQL server as a `Program`."""

    def __init__(self, server: Postgres) -> None:
        self._server, self._is_gone = server, False
        server.start()

    def has_ended(self) -> bool:
        return self._is_gone

    def kill(self) -> None:
        self._server.kill()
        self._is_gone = True

    def stop(self) -> None:
        """It goes on: what is in it is still to be read."""
