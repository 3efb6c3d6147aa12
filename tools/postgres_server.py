"""A PostgreSQL server for tests and trials: its own folder, no network port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the PATH, or where Debian keeps the newest version."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    return newest and newest.parent


@contextmanager
def postgres_server(programs: Path, *, is_safe: bool = False) -> Iterator[Path]:
    """Yields the folder of the server's socket; user postgres needs no password.

    `is_safe` writes every commit to the disk, as a server with real data does; else it is faster.
    """
    user = _unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="liverlens-pg-"))
    data, log = folder / "data", folder / "log"
    folder.chmod(0o755)
    if user:
        shutil.chown(folder, user)

    def call(program: str, *words: str) -> None:
        subprocess.run(
            [programs / program, *words],
            user=user,
            cwd=folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    try:
        call("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        # Nothing of it must outlive the tests: so no waiting for the disk.
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        settings += "" if is_safe else " -c fsync=off"
        call("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-t", "120", "-o", settings, "start")
        try:
            yield folder
        finally:
            call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
