"""A PostgreSQL server for tests and trials: its own folder, no network port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, or where Debian keeps the newest version."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    return newest and newest.parent


class Postgres:
    """A server in a folder of its own, which can be killed and started again.

    `is_safe` writes every commit to the disk, as a server with real data does; else it is faster.
    """

    def __init__(self, programs: Path, *, is_safe: bool = False) -> None:
        self._programs, self._is_safe = programs, is_safe
        self._user = _unprivileged_user()
        #: Of the server's socket; user postgres needs no password.
        self.folder = Path(tempfile.mkdtemp(prefix="liverlens-pg-"))
        self.folder.chmod(0o755)
        self._data = self.folder / "data"
        self._is_up = False
        try:
            if self._user:
                shutil.chown(self.folder, self._user)
            words = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
            self._call("initdb", "-D", str(self._data), *words)
        except BaseException:
            self.remove()
            raise

    def start(self) -> None:
        """Returns when it answers; after a kill, when it has recovered. Nothing happens where it
        runs."""
        if self._is_up:
            return
        settings = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        # Nothing of it must outlive the tests: so no waiting for the disk.
        settings += "" if self._is_safe else " -c fsync=off"
        log = str(self.folder / "log")
        waits = ("-w", "-t", "120", "-o", settings)
        self._call("pg_ctl", "-D", str(self._data), "-l", log, *waits, "start")
        self._is_up = True

    def stop(self) -> None:
        self._is_up = False
        self._call("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """SIGKILL to all its processes (Linux): no handler, no goodbye."""
        self._is_up = False
        first = int((self._data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        # It starts no more of them meanwhile.
        os.kill(first, signal.SIGSTOP)
        for process in (*_children(first), first):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _call(self, program: str, *words: str) -> None:
        subprocess.run(
            [self._programs / program, *words],
            user=self._user,
            cwd=self.folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def postgres_server(programs: Path, *, is_safe: bool = False) -> Iterator[Path]:
    """A `Postgres` while the block runs; yields the folder of its socket."""
    server = Postgres(programs, is_safe=is_safe)
    try:
        server.start()
        try:
            yield server.folder
        finally:
            server.stop()
    finally:
        server.remove()


def create_database(socket_folder: Path, name: str) -> str:
    """Make an empty database; returns its URL."""
    admin = f"postgresql://postgres@/postgres?host={socket_folder}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql://postgres@/{name}?host={socket_folder}"


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # proc(5): the parent's number is the second word after the name in brackets.
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
    return found
