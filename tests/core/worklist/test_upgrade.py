"""Stores of older and newer versions, in a SQLite file and on a real PostgreSQL server alike."""

import json
import threading
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from core.cautions import Caution
from core.errors import StoreError
from core.liver_box import LiverBox
from core.worklist import Store
from core.worklist.database import Database
from core.worklist.location import locate
from core.worklist.tables import METADATA, VERSION_TABLE
from core.worklist.upgrade import newest_version, upgrade
from tests.core.worklist.made_records import some_record

MADE_AT = datetime(2025, 2, 3, 4, 5, 6, tzinfo=UTC)


def first_version(address: str, cautions: list[str]) -> Database:
    """A store as the first version made it, with one record for each JSON text of cautions."""
    database = Database(locate(address))
    upgrade(database, "0001")
    with database.writing() as connection:
        table = sa.Table("liverlens_record", sa.MetaData(), autoload_with=connection)
        # Text as it stands in the column, right or wrong.
        column = sa.column("cautions", sa.Text)
        for number, text in enumerate(cautions, start=1):
            values = {
                "pseudonym": "0123456789abcdef",
                "study_date": date(2025, 1, number),
                "series_digest": f"{number:064x}",
                "n_slices": 40,
                "model_name": "old",
                "backbone": "none",
                "weights_sha256": "ab" * 32,
                "category": "benign",
                "p_normal": 0.25,
                "p_benign": 0.5,
                "p_malignant": 0.25,
                "liver_ml": 1500.0,
                "lesion_ml": 3.0,
                "burden_percent": 0.2,
                "method": "top-3 mean",
                "cautions": [],
                "lesions": [{"id": 1, "diameter_mm": 12.5}],
                "seconds": {"total": 2.0},
                "version": "0.0.9",
                "status": "reviewed",
                "created_at": MADE_AT,
            }
            connection.execute(sa.insert(table).values(**values))
            if text != "[]":
                connection.execute(
                    sa.text(f"UPDATE liverlens_record SET {column.name} = :t WHERE id = :n"),
                    {"t": text, "n": number},
                )
    return database


def version_of(database: Database) -> str:
    with database.reading() as connection:
        return connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one()


def test_a_new_store_is_of_the_newest_version_and_has_the_tables_the_code_knows(store):
    assert version_of(store._database) == newest_version()
    with store._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []


def test_records_of_the_first_version_are_kept_with_their_cautions(address):
    database = first_version(address, [json.dumps(["No contrast.", "Thick slices."]), "[]"])
    database.close()
    store = Store.open(address)
    two, one = store.list()
    assert one.cautions == (
        Caution("other", "No contrast.", "warn"),
        Caution("other", "Thick slices.", "warn"),
    )
    assert two.cautions == ()
    assert one.created_at == MADE_AT
    assert one.lesions == ({"id": 1, "diameter_mm": 12.5},)
    assert (one.p_benign, one.status, one.study_date) == (0.5, "reviewed", date(2025, 1, 1))
    # What the first version did not know.
    assert (one.interval, one.rule, one.calibrated, one.needs_review) == (None, "", False, False)
    assert (one.liver_box, one.slice_mm, one.thickness_mm) == (None, None, None)
    assert store.queue.items() == []
    assert version_of(store._database) == newest_version()
    store.close()


def test_records_of_the_second_version_are_kept_and_new_ones_say_where_the_liver_lies(address):
    database = Database(locate(address))
    upgrade(database, "0002")
    with database.writing() as connection:
        table = sa.Table("liverlens_record", sa.MetaData(), autoload_with=connection)
        known = {column.name for column in table.columns}
        values = {name: value for name, value in vars(some_record(1)).items() if name in known}
        values |= {"id": 7, "created_at": MADE_AT, "lesions": [], "interval": None}
        connection.execute(sa.insert(table).values(**values))
    database.close()
    store = Store.open(address)
    (old,) = store.list()
    assert (old.id, old.pseudonym, old.review_reason) == (7, f"{1:016x}", "Near the threshold.")
    assert (old.liver_box, old.slice_mm, old.thickness_mm) == (None, None, None)
    box = LiverBox((1.5, -20.0, 300.0), (-90.0, -80.0, 240.0), (110.0, 75.0, 395.5))
    new = store.save(some_record(2, liver_box=box, slice_mm=2.5, thickness_mm=5.0))
    kept = store.get(new.id)
    assert (kept.liver_box, kept.slice_mm, kept.thickness_mm) == (box, 2.5, 5.0)
    store.close()


def test_an_upgraded_store_has_the_same_tables_as_a_new_one(address):
    first_version(address, ["[]"]).close()
    store = Store.open(address)
    with store._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []
    store.close()


def test_an_upgrade_that_fails_leaves_the_old_store(tmp_path):
    """In SQLite alone: PostgreSQL lets no column of JSON hold anything else."""
    database = first_version(str(tmp_path / "old.sqlite3"), ['["fine."]', "[broken"])
    with pytest.raises(StoreError, match=r"old\.sqlite3 .*can't be brought to this version"):
        upgrade(database)
    assert version_of(database) == "0001"
    with database.reading() as connection:
        tables = sa.inspect(connection).get_table_names()
        assert sorted(tables) == ["liverlens_record", VERSION_TABLE]
        texts = connection.execute(sa.text("SELECT cautions FROM liverlens_record")).scalars()
        assert list(texts) == ['["fine."]', "[broken"]


def test_a_store_of_a_newer_version_is_refused_and_left_alone(store, address):
    with store._database.writing() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    message = "made by a newer LiverLens .*version is 9999.*: update LiverLens, or choose another"
    with pytest.raises(StoreError, match=message):
        Store.open(address)
    assert version_of(store._database) == "9999"


def test_eight_who_open_a_new_store_at_once(address):
    opened, wrong = [], []

    def open_it() -> None:
        try:
            opened.append(Store.open(address, busy_seconds=300))
        except StoreError as error:
            wrong.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len({store.key.fingerprint() for store in opened}) == 1
    for store in opened:
        store.close()


def test_tables_without_a_version_are_not_touched(store, address):
    with store._database.writing() as connection:
        connection.execute(sa.text(f"DROP TABLE {VERSION_TABLE}"))
    with pytest.raises(StoreError, match=r"is damaged: it has a table liverlens_caution and no"):
        Store.open(address)


def test_a_file_of_another_program_is_not_touched(tmp_path):
    path = tmp_path / "other.sqlite3"
    database = Database(locate(path))
    with database.writing() as connection:
        connection.execute(sa.text("CREATE TABLE bookmarks (id INTEGER)"))
    with pytest.raises(StoreError, match=r"other\.sqlite3 belongs to another .*table bookmarks"):
        Store.open(path)
    with database.reading() as connection:
        assert sa.inspect(connection).get_table_names() == ["bookmarks"]


def test_a_database_with_tables_of_others_gets_ours_beside_them(postgres_url):
    database = Database(locate(postgres_url))
    with database.writing() as connection:
        connection.execute(sa.text("CREATE TABLE record (id INTEGER)"))
    database.close()
    store = Store.open(postgres_url)
    assert store.list() == []
    store.close()
