"""What a person reads when the store can't be used; the databases fail for real."""

import os
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from core.errors import StoreError
from core.worklist import Store
from tests.core.refused import refused
from tests.core.worklist.made_records import some_record

PASSWORD = "hunter2-secret"


@pytest.fixture
def file(tmp_path):
    """A store with one record, closed."""
    path = tmp_path / "worklist.sqlite3"
    store = Store.open(path)
    store.save(some_record(1))
    store.close()
    return path


def one_sentence(error: pytest.ExceptionInfo) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert PASSWORD not in text
    return text


def test_locked_by_another_program(file):
    store = Store.open(file, busy_seconds=0.1)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with refused(StoreError, "locked", f"The worklist {file}") as error:
            store.save(some_record(2))
        # Reading goes on meanwhile.
        assert store.count() == 1
    one_sentence(error)
    store.save(some_record(2))
    assert store.count() == 2


def test_read_only(file):
    _ = Store.open(file).key
    store = Store.open(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert (store.count(), store.key) == (1, Store.open(file).key)
    with refused(StoreError, "not_writable"):
        store.save(some_record(2))
    assert store.count() == 1


def test_the_disk_is_full(file):
    store = Store.open(file)

    @sa.event.listens_for(store._database.engine, "connect")
    def no_more_pages(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()

    with refused(StoreError, "disk_full", f"The worklist {file}") as error:
        for number in range(2, 28):
            store.save(some_record(number, lesions=({"id": 1, "words": "x" * 5000},)))
    one_sentence(error)
    # What went in before is whole, and nothing of the one that did not fit is there.
    kept = store.list()
    assert [int(record.series_digest, 16) for record in kept] == list(range(len(kept), 0, -1))
    assert all(len(record.cautions) == 2 for record in kept)


def test_not_a_database(tmp_path):
    path = tmp_path / "worklist.sqlite3"
    path.write_text("these are somebody's notes, and they are longer than a header" * 40)
    with refused(StoreError, "not_a_worklist"):
        Store.open(path)
    assert path.read_text().startswith("these are somebody's notes")


def test_a_damaged_file(file):
    with file.open("r+b") as stream:
        stream.seek(4096)
        stream.write(b"\xff" * (file.stat().st_size - 4096))
    with refused(StoreError, "damaged"):
        Store.open(file).list()


def test_a_place_where_no_folder_can_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with refused(StoreError, "store_not_creatable"):
        Store.open(tmp_path / "file" / "worklist.sqlite3")


def test_a_folder_in_the_place_of_the_file(tmp_path):
    (tmp_path / "a" / "worklist.sqlite3").mkdir(parents=True)
    with refused(StoreError, "folder_not_writable"):
        Store.open(tmp_path / "a")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written(file):
    file.chmod(0o400)
    with refused(StoreError, "not_writable"):
        Store.open(file).save(some_record(2))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"postgres:/{PASSWORD}", "not_a_database_url"),
        (f"postgresql://u:{PASSWORD}@h:port/db", "not_a_database_url"),
        (f"mysql://u:{PASSWORD}@h/db", "unknown_database"),
        ("sqlite://", "unknown_database"),
        (f"postgresql://u:{PASSWORD}@127.0.0.1:1/db", "connection_refused"),
        (f"postgresql://u:{PASSWORD}@nobody.invalid/db", "no_such_host"),
        ("postgresql:///db?host=/nowhere", "no_server"),
        # What libpq says of an unknown option is no reason that we know.
        ("postgresql://127.0.0.1:1/db?colour=red", "unreachable"),
    ],
)
def test_database_urls_that_lead_nowhere(monkeypatch, url, code):
    monkeypatch.setenv("DATABASE_URL", url)
    with refused(StoreError, code, "DATABASE_URL") as error:
        Store.open()
    one_sentence(error)


def test_a_database_that_is_not_there(postgres_socket):
    url = f"postgresql://postgres@/missing?host={postgres_socket}"
    with refused(StoreError, "no_such_database", "missing"):
        Store.open(url)


def test_a_user_whom_the_server_does_not_know(postgres_socket):
    url = f"postgresql://nobody-known:{PASSWORD}@/postgres?host={postgres_socket}"
    with refused(StoreError, "user_refused") as error:
        Store.open(url)
    one_sentence(error)


def test_a_database_that_is_read_only(postgres_url):
    Store.open(postgres_url).close()
    store = Store.open(f"{postgres_url}&options=-c%20default_transaction_read_only%3Don")
    assert store.list() == []
    with refused(StoreError, "read_only") as error:
        store.save(some_record(1))
    one_sentence(error)
    store.close()


def test_a_table_that_another_program_holds(postgres_url):
    store = Store.open(postgres_url, busy_seconds=0.1)
    other = Store.open(postgres_url)
    with other._database.writing() as connection:
        connection.execute(sa.text("LOCK TABLE liverlens_record IN ACCESS EXCLUSIVE MODE"))
        with refused(StoreError, "locked") as error:
            store.save(some_record(1))
    one_sentence(error)
    store.save(some_record(1))
    store.close()
    other.close()


def test_a_server_that_ends_the_connection_loses_nothing(postgres_url):
    store = Store.open(postgres_url)
    with (
        pytest.raises(StoreError) as error,
        store._database.writing() as connection,
    ):
        from core.worklist.rows import write_record

        record = store_time(store, connection)
        write_record(connection, record)
        connection.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert error.value.code in ("shut_down", "unreachable")
    assert store.list() == []
    store.save(some_record(1))
    assert store.count() == 1
    store.close()


def store_time(store: Store, connection: sa.Connection):
    return some_record(1, created_at=store._database.now(connection))


def test_more_work_at_once_than_connections(file, monkeypatch):
    store = Store.open(file)

    def connect():
        raise sa.exc.TimeoutError("QueuePool limit of size 5 overflow 10 reached")

    monkeypatch.setattr(store._database.engine, "connect", connect)
    with refused(StoreError, "too_many_connections") as error:
        store.list()
    one_sentence(error)


#: What another program wrote into a record, JSON and times in the words of SQLite.
ODD_VALUES = [
    ("p_malignant", "null"),
    ("n_slices", "many"),
    ("interval", "x"),
    ("interval", '["x"]'),
    ("lesions", "null"),
    ("lesions", "[3]"),
    ("lesions", "[" * 100_000),
    ("lesions", b"\xff\xfe"),
    ("reasons", "7"),
    ("seconds", "[]"),
    ("own", "3"),
    ("liver_box", "{}"),
    ("study_date", "x"),
    ("created_at", ""),
    ("status", "x"),
    ("model_name", b"\xff"),
]


def put(file, table: str, column: str, value: object) -> None:
    with closing(sqlite3.connect(file)) as other, other:
        other.execute(f"UPDATE {table} SET {column} = ? WHERE id = 1", (value,))


@pytest.mark.parametrize(("column", "value"), ODD_VALUES)
def test_a_value_that_nothing_here_wrote_is_named_by_its_record(file, column, value):
    store = Store.open(file)
    store.save(some_record(2))
    put(file, "liverlens_record", column, value)
    for ask in (store.list, lambda: store.get(1)):
        with refused(StoreError, "unreadable_record") as error:
            ask()
        assert "remove 1`" in one_sentence(error)
    assert store.get(2).series_digest == some_record(2).series_digest
    store.delete(1)
    assert len(store.list()) == 1


def test_a_damaged_date_does_not_end_the_list_of_patients(file):
    store = Store.open(file)
    put(file, "liverlens_record", "study_date", "x")
    with refused(StoreError, "damaged"):
        store.patients()


def test_the_same_series_again_beside_a_damaged_time_is_a_sentence(file):
    store = Store.open(file)
    put(file, "liverlens_record", "created_at", "")
    with refused(StoreError, "unreadable_record"):
        store.save(some_record(1))


@pytest.mark.parametrize(
    ("column", "value"),
    [("added_at", ""), ("paths", "3"), ("paths", "{"), ("paths", "[3]"), ("n_slices", "x")],
)
def test_a_damaged_item_of_the_queue_is_named(file, column, value):
    queue = Store.open(file).queue
    queue.enqueue(["/scans/1"], series_digest="1" * 64, model_name="quick", n_slices=40)
    put(file, "liverlens_queue", column, value)
    for ask in (queue.items, queue.claim):
        with refused(StoreError, "unreadable_item") as error:
            ask()
        assert "--queue 1`" in one_sentence(error)
    queue.remove(1)
    assert queue.items() == []
