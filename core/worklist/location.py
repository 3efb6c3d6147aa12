"""Where the store is: an address, `DATABASE_URL`, `LIVERLENS_STORE`, or the user's data folder."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import StoreError
from core.operator_files import home_known, named_path
from core.worklist import sentences

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

URL_VARIABLE = "DATABASE_URL"
STORE_VARIABLE = "LIVERLENS_STORE"
FILE_NAME = "worklist.sqlite3"
KEY_NAME = "worklist.key"

_POSTGRES = ("postgres", "postgresql", "postgresql+psycopg")
_EXAMPLE = "postgresql://user:password@host:5432/database"


@dataclass(frozen=True)
class Location:
    """One store. `str(location)` is for people and holds no password."""

    #: The SQLite file; None for PostgreSQL.
    file: Path | None
    key_file: Path
    #: As given; None where `file` says it all.
    given: URL | None = field(default=None, repr=False)

    @property
    def is_sqlite(self) -> bool:
        return self.file is not None

    @property
    def url(self) -> URL:
        if self.given is not None:
            return self.given
        # Imported late: the app asks where the audit trail is before its first page is drawn.
        from sqlalchemy.engine import URL

        return URL.create("sqlite", database=str(self.file))

    def __str__(self) -> str:
        if self.file is not None:
            return str(self.file)
        place = self.url.host or self.url.query.get("host") or "localhost"
        return f"PostgreSQL database {self.url.database or 'of the user'} on {place}"


def locate(address: str | os.PathLike | None = None) -> Location:
    """The store at `address` (a file, or a database URL); by default what the environment says.

    Raises:
        StoreError: LiverLens can't use the database at that address.
    """
    source = "the address"
    if address is None:
        source = URL_VARIABLE
        address = os.environ.get(URL_VARIABLE, "").strip()
        if not address:
            source = STORE_VARIABLE
            address = os.environ.get(STORE_VARIABLE, "").strip()
    with home_known(source, StoreError):
        if isinstance(address, str) and (source == URL_VARIABLE or "://" in address):
            return _from_url(address, source)
        return _from_file(address or data_folder() / FILE_NAME, source)


def data_folder() -> Path:
    """Where this user's programs keep their data (XDG base directories on Linux)."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LiverLens"
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "LiverLens"
    home = os.environ.get("XDG_DATA_HOME", "")
    base = Path(home) if os.path.isabs(home) else Path.home() / ".local" / "share"
    return base / "liverlens"


def _from_file(told: str | os.PathLike, source: str) -> Location:
    """A folder stands for the usual file in it."""
    path = named_path(told, source, StoreError).absolute()
    if path.is_dir():
        path = path / FILE_NAME
    return Location(path, path.with_suffix(".key"))


def _from_url(text: str, source: str) -> Location:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    # The text is never shown: it may hold a password.
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(sentences.not_a_database_url(source, _EXAMPLE)) from error
    if "\0" in (url.database or ""):
        raise StoreError(sentences.not_a_database_url(source, _EXAMPLE))
    if url.drivername in _POSTGRES:
        key_file = data_folder() / KEY_NAME
        return Location(None, key_file, url.set(drivername="postgresql+psycopg"))
    if url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        if url.database.startswith("file:"):
            path = Path(url.database.removeprefix("file:"))
            return Location(path, path.with_suffix(".key"), url)
        return _from_file(url.database, source)
    raise StoreError(sentences.unknown_database(source, url.drivername, _EXAMPLE))
