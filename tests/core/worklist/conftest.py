from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from core.worklist import Store
from tests.core.worklist.made_series import write_series
from tools.postgres_server import create_database, find_programs, postgres_server

_serial = itertools.count()


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    """No test reads or writes the worklist of whoever runs it."""
    for name in ("DATABASE_URL", "LIVERLENS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "own" / "worklist.sqlite3"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def postgres_socket() -> Path:
    """The socket's folder of a real server, started for these tests."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL here (Debian's package postgresql)")
    with postgres_server(programs) as folder:
        yield folder


@pytest.fixture
def postgres_url(postgres_socket) -> str:
    """An empty database on that server."""
    return create_database(postgres_socket, f"liverlens_{next(_serial)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> str:
    """Where an empty store can be: a file, or a database on a real server."""
    if request.param == "sqlite":
        return str(tmp_path / "worklist.sqlite3")
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def store(address) -> Store:
    store = Store.open(address)
    yield store
    store.close()


@pytest.fixture
def series_folder(tmp_path):
    """`make(n)`: a folder with n series, as `write_series` makes it."""

    def make(count: int, folder: str = "scans") -> Path:
        return write_series(tmp_path / folder, count)

    return make
