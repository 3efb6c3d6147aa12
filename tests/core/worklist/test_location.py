from pathlib import Path

import pytest

from core.errors import StoreError
from core.worklist.location import data_folder, locate
from tests.core.refused import refused


def test_by_default_in_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("LIVERLENS_STORE")
    monkeypatch.setattr("sys.platform", "linux")
    where = locate()
    assert where.file == tmp_path / "data" / "liverlens" / "worklist.sqlite3"
    assert where.key_file == tmp_path / "data" / "liverlens" / "worklist.key"


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", ".local/share/liverlens"),
        ("darwin", "Library/Application Support/LiverLens"),
        ("win32", "AppData/Local/LiverLens"),
    ],
)
def test_the_data_folder_of_each_system(monkeypatch, tmp_path, platform, expected):
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert data_folder() == tmp_path / expected


def test_the_file_that_the_environment_names(monkeypatch, tmp_path):
    monkeypatch.setenv("LIVERLENS_STORE", str(tmp_path / "mine.db"))
    assert locate().file == tmp_path / "mine.db"
    assert locate().key_file == tmp_path / "mine.key"


def test_a_folder_stands_for_the_usual_file_in_it(tmp_path):
    assert locate(tmp_path).file == tmp_path / "worklist.sqlite3"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_database_url_comes_before_the_file_and_hides_its_password(monkeypatch, tmp_path, scheme):
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://jane:secret@db.example:5433/liver")
    where = locate()
    assert where.file is None
    assert not where.is_sqlite
    assert where.url.drivername == "postgresql+psycopg"
    assert (where.url.host, where.url.port, where.url.database) == ("db.example", 5433, "liver")
    assert str(where) == "PostgreSQL database liver on db.example"
    assert "secret" not in repr(where)
    assert where.key_file.name == "worklist.key"


def test_a_database_url_may_name_a_file_too(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/a.db")
    assert locate().file == tmp_path / "a.db"


@pytest.mark.parametrize("variable", ["LIVERLENS_STORE", "DATABASE_URL"])
def test_a_home_folder_that_nobody_has_is_a_sentence(monkeypatch, variable):
    start = "" if variable == "LIVERLENS_STORE" else "sqlite:///"
    monkeypatch.setenv(variable, f"{start}~nobody-of-that-name/w.sqlite3")
    with refused(StoreError, "no_such_home", variable):
        locate()


def test_a_program_without_a_home_folder_is_told(monkeypatch):
    def none():
        raise RuntimeError

    for name in ("LIVERLENS_STORE", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", none)
    with refused(StoreError, "no_such_home", "LIVERLENS_STORE"):
        locate()


def test_a_null_byte_in_a_database_url_is_a_sentence(tmp_path):
    with refused(StoreError, "not_a_database_url"):
        locate(f"sqlite:///{tmp_path}/a%00b")
