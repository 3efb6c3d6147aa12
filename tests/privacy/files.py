"""The planted patient searched for in files, and in what is packed in them."""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from PIL import Image
from pypdfium2 import PdfiumError

from tests.core.report.pdf_text import metadata_of, pages_of
from tests.privacy.traces import traces_in

#: Of something packed; larger ones are searched as far as that.
_MOST_BYTES = 512 * 2**20
#: A packed file in a packed file in a packed file.
_DEEPEST = 3


def traces_under(*folders: Path) -> dict[str, set[str]]:
    """{path: kinds of traces} of each file or folder with some, in its name or in what it holds."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            traces = traces_in(name) | (traces_in_file(path) if path.is_file() else set())
            if traces:
                found[name] = traces
    return found


def traces_in_file(path: Path) -> set[str]:
    """In its bytes, in what is packed in them, and in each value if it is a database of SQLite."""
    data = path.read_bytes()
    found = traces_in_packed(data)
    if data.startswith(b"SQLite format 3\0"):
        for value in _values(path):
            found |= traces_in_packed(value) if isinstance(value, bytes) else traces_in(value)
    return found


def traces_in_packed(data: bytes, depth: int = 0) -> set[str]:
    """In the bytes and in what is packed in them: gzip, zlib, zip, PNG, PDF."""
    found = traces_in(data)
    if depth < _DEEPEST:
        for piece in _unpacked(data):
            found |= traces_in_packed(piece, depth + 1)
    return found


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x1f\x8b"):
        yield _inflated(data, 31)
    elif data[:1] == b"\x78":
        yield _inflated(data, 15)
    elif data.startswith(b"PK\x03\x04"):
        yield from _members(data)
    elif data.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            yield repr(image.info).encode()
    elif data.startswith(b"%PDF"):
        # A file that is still being written has no end yet.
        with suppress(PdfiumError):
            yield repr(metadata_of(data)).encode()
            yield " ".join(pages_of(data)).encode()
        for stream in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
            yield _inflated(stream[1], 15)


def _members(data: bytes) -> Iterator[bytes]:
    # A file that is still being written has no list of members yet.
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            yield member.filename.encode() + b"\n" + member.comment
            yield archive.read(member)


def _inflated(data: bytes, window_bits: int) -> bytes:
    """As far as it can be; b"" where it is nothing of the kind."""
    inflater = zlib.decompressobj(window_bits)
    try:
        return inflater.decompress(data, _MOST_BYTES)
    except zlib.error:
        return b""


def _values(path: Path) -> Iterator[str | bytes]:
    """Each text and blob of a database, also of what is still in its log of writes (-wal).

    Long values lie in pages that aren't next to each other, so they are not whole in the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        # A copy: reading would put the log of writes into the database.
        for beside in path.parent.glob(f"{path.name}*"):
            shutil.copy(beside, folder)
        with closing(sqlite3.connect(Path(folder) / path.name)) as database:
            database.text_factory = bytes
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                quoted = table.decode().replace('"', '""')
                for row in database.execute(f'SELECT * FROM "{quoted}"'):
                    yield from (value for value in row if isinstance(value, bytes))
