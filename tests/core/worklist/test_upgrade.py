"""Stores of older and newer versions, in a SQLite file and on a real PostgreSQL server."""

import shutil
import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from core.errors import StoreError
from core.worklist import Store
from core.worklist.database import Database
from core.worklist.location import locate
from core.worklist.tables import METADATA, VERSION_TABLE
from core.worklist.upgrade import DEVELOPMENT_VERSIONS, MIGRATIONS, newest_version, upgrade
from tests.core.worklist.made_records import some_record

#: A later version as one may come: a column, filled from what each record holds.
NEWEST = newest_version()
NEXT = f"{int(NEWEST) + 1:04d}"
LATER = f"""
import json

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{NEWEST}"


def upgrade():
    op.add_column("liverlens_record", sa.Column("n_lesions", sa.Integer))
    connection = op.get_bind()
    rows = sa.text("SELECT id, CAST(lesions AS TEXT) FROM liverlens_record")
    for number, lesions in connection.execute(rows).all():
        connection.execute(
            sa.text("UPDATE liverlens_record SET n_lesions = :n WHERE id = :id"),
            {{"n": len(json.loads(lesions)), "id": number}},
        )
"""


@pytest.fixture
def later(tmp_path):
    """The migrations with one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"v{NEXT}_n_lesions.py").write_text(LATER, encoding="utf-8")
    return folder


def version_of(database: Database) -> str:
    with database.reading() as connection:
        return connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one()


def test_a_new_store_is_of_the_newest_version_and_has_the_tables_the_code_knows(store):
    assert version_of(store._database) == newest_version()
    with store._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, METADATA) == []


def test_a_later_version_keeps_the_records(store, later):
    made = store.save(some_record(1))
    upgrade(store._database, later)
    assert version_of(store._database) == newest_version(later) == NEXT
    with store._database.reading() as connection:
        found = connection.execute(sa.text("SELECT n_lesions FROM liverlens_record")).scalars()
        assert list(found) == [len(made.lesions)]
    assert store.get(made.id) == made


def test_records_from_before_the_reasons_are_read(tmp_path):
    """Of version 0004: the columns were not there."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for step in (folder / "versions").glob("v*.py"):
        if step.name > "v0005":
            step.unlink()
    place = str(tmp_path / "old.sqlite3")
    database = Database(locate(place))
    upgrade(database, folder)
    old = METADATA.tables["liverlens_record"]
    later = ("id", "reasons", "nothing_found_in_part", "own", "modality", "plane")
    of_mr = {"id": 1, "label": "benign", "mean_value": 412.0}
    assert version_of(database) == "0004"
    with database.writing() as connection:
        for number, lesions in ((1, list(some_record(1).lesions)), (2, [of_mr])):
            made = some_record(number, category="normal")
            values = {
                column.name: getattr(made, column.name)
                for column in old.columns
                if column.name not in later
            }
            values |= {"lesions": lesions, "created_at": datetime(2025, 1, number, tzinfo=UTC)}
            connection.execute(sa.insert(old).values(**values))
    database.close()
    first, second = sorted(Store.open(place).list(), key=lambda one: one.created_at)
    assert (first.category, first.reasons, first.nothing_found_in_part) == ("normal", (), False)
    assert first.p_malignant == 0.7
    # The values of its lesions say what a record is of.
    assert [(one.modality, one.plane, one.unit) for one in (first, second)] == [
        ("CT", "axial", "HU"),
        ("MR", "axial", ""),
    ]


def test_an_empty_store_goes_through_all_versions(address, later):
    database = Database(locate(address))
    upgrade(database, later)
    assert version_of(database) == NEXT
    database.close()


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(tmp_path, later):
    """In SQLite alone: PostgreSQL lets no column of JSON hold anything else."""
    store = Store.open(str(tmp_path / "old.sqlite3"))
    store.save(some_record(1))
    broken = store.save(some_record(2))
    with store._database.writing() as connection:
        damage = sa.text("UPDATE liverlens_record SET lesions = '[broken' WHERE id = :id")
        connection.execute(damage, {"id": broken.id})
    with pytest.raises(StoreError, match=r"old\.sqlite3") as refused:
        upgrade(store._database, later)
    assert refused.value.code == "damaged_record"
    assert version_of(store._database) == newest_version()
    with store._database.reading() as connection:
        columns = sa.inspect(connection).get_columns("liverlens_record")
        assert "n_lesions" not in {column["name"] for column in columns}
        texts = connection.execute(sa.text("SELECT lesions FROM liverlens_record ORDER BY id"))
        assert list(texts.scalars())[1] == "[broken"


@pytest.mark.parametrize("version", sorted(DEVELOPMENT_VERSIONS))
def test_a_store_from_before_the_first_release_is_refused_and_left_alone(address, version):
    database = Database(locate(address))
    with database.writing() as connection:
        for statement in (
            f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL)",
            f"INSERT INTO {VERSION_TABLE} VALUES ('{version}')",
            "CREATE TABLE liverlens_record (id INTEGER, cautions TEXT)",
            "INSERT INTO liverlens_record VALUES (1, '[]')",
        ):
            connection.execute(sa.text(statement))
    with pytest.raises(StoreError, match="export") as refused:
        Store.open(address)
    assert refused.value.code == "development_version"
    assert version_of(database) == version
    with database.reading() as connection:
        tables = sa.inspect(connection).get_table_names()
        assert sorted(tables) == ["liverlens_record", VERSION_TABLE]
        assert connection.execute(sa.text("SELECT * FROM liverlens_record")).all() == [(1, "[]")]
    database.close()


def test_a_store_of_a_newer_version_is_refused_and_left_alone(store, address):
    with store._database.writing() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match="version is 9999") as refused:
        Store.open(address)
    assert refused.value.code == "newer_version"
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
    with pytest.raises(StoreError, match="has a table liverlens_") as refused:
        Store.open(address)
    assert refused.value.code == "no_version"


@pytest.mark.parametrize("kind", ["TABLE bookmarks (id INTEGER)", "VIEW bookmarks AS SELECT 1"])
def test_a_file_of_another_program_is_not_touched(tmp_path, kind):
    path = tmp_path / "other.sqlite3"
    database = Database(locate(path))
    with database.writing() as connection:
        connection.execute(sa.text(f"CREATE {kind}"))
    with pytest.raises(StoreError, match=r"other\.sqlite3.* bookmarks") as refused:
        Store.open(path)
    assert refused.value.code == "other_programs_file"
    with database.reading() as connection:
        inspected = sa.inspect(connection)
        assert inspected.get_table_names() + inspected.get_view_names() == ["bookmarks"]


def test_a_database_with_tables_of_others_gets_ours_beside_them(postgres_url):
    database = Database(locate(postgres_url))
    with database.writing() as connection:
        connection.execute(sa.text("CREATE TABLE record (id INTEGER)"))
    database.close()
    store = Store.open(postgres_url)
    assert store.list() == []
    store.close()
