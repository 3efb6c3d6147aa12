"""Bring a store to the newest version when it is opened: all steps in one transaction, or none."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from core.errors import StoreError
from core.worklist import sentences
from core.worklist.database import Database
from core.worklist.tables import METADATA, VERSION_TABLE

MIGRATIONS = Path(__file__).parent / "migrations"

#: Versions from before the first release. Their steps are gone: the store must be started again.
DEVELOPMENT_VERSIONS = {"0001", "0002", "0003"}

#: Any number, the same in every process: PostgreSQL's advisory lock while a store is upgraded.
_LOCK = 0x11BE2

_VERSION = sa.table(VERSION_TABLE, sa.column("version_num"))


def upgrade(database: Database, migrations: Path = MIGRATIONS) -> None:
    """Create the tables, or bring those of an older version up to the newest of `migrations`.

    Raises:
        StoreError: the store is of a newer version or one from before the first release, or holds
            something else; nothing is changed.
    """
    with database.reading() as connection:
        if _version(database, connection, migrations) == newest_version(migrations):
            return
    with database.writing() as connection:
        if not database.location.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        # Looked at again: another process may have been faster.
        _version(database, connection, migrations)
        config = _config(migrations)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except ValueError as error:
            raise StoreError(sentences.damaged_record(database.location)) from error


def newest_version(migrations: Path = MIGRATIONS) -> str:
    return _scripts(migrations).get_current_head() or ""


def _version(database: Database, connection: sa.Connection, migrations: Path) -> str | None:
    """The store's version, None for an empty one."""
    place = database.location
    inspected = sa.inspect(connection)
    tables = {*inspected.get_table_names(), *inspected.get_view_names()}
    if VERSION_TABLE not in tables:
        if foreign := tables & METADATA.tables.keys():
            raise StoreError(sentences.no_version(place, min(foreign)))
        if tables and place.is_sqlite:
            raise StoreError(sentences.other_programs_file(place, min(tables)))
        return None
    version = connection.execute(sa.select(_VERSION.c.version_num)).scalar_one_or_none()
    if version in DEVELOPMENT_VERSIONS:
        raise StoreError(sentences.development_version(place, version))
    known = {revision.revision for revision in _scripts(migrations).walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(sentences.newer_version(place, version, newest_version(migrations)))
    return version


@cache
def _scripts(migrations: Path) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(migrations))


def _config(migrations: Path) -> Config:
    config = Config()
    # Alembic reads % as the start of a reference.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
