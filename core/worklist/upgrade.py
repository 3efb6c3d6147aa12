"""Bring a store to the newest version when it is opened: all steps in one transaction, or none."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from core.errors import StoreError
from core.worklist.database import Database
from core.worklist.tables import METADATA, VERSION_TABLE

#: Any number, the same in every process: PostgreSQL's advisory lock while a store is upgraded.
_LOCK = 0x11BE2

_VERSION = sa.table(VERSION_TABLE, sa.column("version_num"))


def upgrade(database: Database, target: str = "head") -> None:
    """Create the tables, or bring those of an older version up to `target`.

    Raises:
        StoreError: the store is of a newer version, or holds something else; nothing is changed.
    """
    with database.reading() as connection:
        if _version(database, connection) == newest_version() and target == "head":
            return
    with database.writing() as connection:
        if not database.location.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        # Looked at again: another process may have been faster.
        _version(database, connection)
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, target)
        except ValueError as error:
            raise StoreError(
                f"The worklist {database.location} can't be brought to this version, because a "
                "record in it is damaged: put a copy back from your backup; it is unchanged."
            ) from error


def newest_version() -> str:
    return _scripts().get_current_head()


def _version(database: Database, connection: sa.Connection) -> str | None:
    """The store's version, None for an empty one."""
    tables = set(sa.inspect(connection).get_table_names())
    if VERSION_TABLE not in tables:
        if foreign := tables & METADATA.tables.keys():
            raise StoreError(
                f"The worklist {database.location} is damaged: it has a table {min(foreign)} and "
                "no version; put a copy back from your backup."
            )
        if tables and database.location.is_sqlite:
            raise StoreError(
                f"The file {database.location} belongs to another program (it has a table "
                f"{min(tables)}): choose another place with LIVERLENS_STORE."
            )
        return None
    version = connection.execute(sa.select(_VERSION.c.version_num)).scalar_one_or_none()
    known = {revision.revision for revision in _scripts().walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(
            f"The worklist {database.location} was made by a newer LiverLens (its version is "
            f"{version}, this program knows up to {newest_version()}): update LiverLens, or choose "
            "another store with LIVERLENS_STORE."
        )
    return version


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    # Alembic reads % as the start of a reference.
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    return config
