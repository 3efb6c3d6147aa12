"""One file of the input, wherever its bytes are: on disk, in memory, or inside an archive.

Nothing here writes to disk, and every failure to read is a `SetAside`.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import threading
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from struct import error as StructError
from typing import IO, Protocol

from core.dicom import sentences
from core.dicom.set_aside import SetAside
from core.dicom.unlinked import UnlinkedPath, open_unlinked
from core.sentence import Sentence

MAX_NAME = 100
#: What is unpacked in passing, at a time.
_PART_BYTES = 2**20

#: What the standard library raises for a damaged, unsupported or encrypted zip member.
ZIP_MEMBER_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    StructError,
    lzma.LZMAError,
    MemoryError,
)
#: What the standard library unpacks.
ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
#: Numbers of other methods in use (PKWARE's APPNOTE, 4.4.5); Windows writes Deflate64 over 2 GB.
OTHER_ZIP_METHODS = {9: "Deflate64", 20: "Zstandard", 93: "Zstandard", 95: "XZ", 98: "PPMd"}


def display_name(name: str) -> str:
    """A file name fit for one line of text: printable and not too long."""
    printable = name
    if not name.isprintable():
        printable = "".join(letter if letter.isprintable() else "?" for letter in name)
    return printable if len(printable) <= MAX_NAME else printable[: MAX_NAME - 1] + "…"


@dataclass(frozen=True)
class MemoryFile:
    """An uploaded file: its name as the browser gave it, and its bytes."""

    name: str
    data: bytes = field(repr=False)


class Container:
    """An archive whose members are read; the same object for all of them."""

    def __init__(self, most_bytes: int) -> None:
        """`most_bytes`: what its members may be together, with what is packed in them unpacked."""
        self._left = most_bytes
        self._lock = threading.Lock()

    def take(self, length: int) -> bool:
        """Whether as many more bytes may be unpacked; they count from here on."""
        with self._lock:
            self._left -= length
            return self._left >= 0


class Item(Protocol):
    """What the reader needs from a file."""

    #: Base name; shown to people.
    name: str
    #: Path within what was given, with '/' between folders.
    relative_path: str
    #: In bytes, uncompressed.
    size: int

    @property
    def container(self) -> Container | None:
        """The archive that it is in; None for a file on disk or an upload."""

    def head(self, length: int) -> bytes:
        """The first `length` bytes, or all if there are fewer."""

    def read(self) -> bytes:
        """All bytes."""

    def read_into(self, offset: int, out: memoryview) -> int:
        """Fill `out` with the bytes from `offset` on; returns how many there were."""


class FileItem:
    """A regular file on disk."""

    container: Container | None = None

    def __init__(self, path: Path, relative_path: str | None = None) -> None:
        """Raises SetAside for anything but a regular file: a pipe would block for ever."""
        self.path = path
        self.name = display_name(path.name)
        self.relative_path = relative_path or path.name
        try:
            status = path.stat()
        except OSError as error:
            raise SetAside(_os_reason(error)) from error
        if not stat.S_ISREG(status.st_mode):
            raise SetAside(sentences.files.not_a_regular_file())
        self.size = status.st_size

    def head(self, length: int) -> bytes:
        return self._read(min(length, self.size))

    def read(self) -> bytes:
        # Not to the end of the file, which may be growing.
        return self._read(self.size)

    def open(self) -> io.FileIO:
        """Unbuffered: one read may return less than there is; on Linux, always less than 2 GiB."""
        return open(self.path, "rb", buffering=0, opener=_opened_if_regular(self.path))

    def _read(self, length: int) -> bytes:
        try:
            with io.BufferedReader(self.open()) as file:  # keeps reading until it has `length`
                return file.read(length)
        except OSError as error:
            raise SetAside(_os_reason(error)) from error
        except MemoryError as error:
            raise SetAside(sentences.files.not_enough_memory()) from error

    def read_into(self, offset: int, out: memoryview) -> int:
        try:
            with self.open() as file:
                file.seek(offset)
                return fill(file, out)
        except OSError as error:
            raise SetAside(_os_reason(error)) from error


class MemoryItem:
    """An uploaded file, or a member of an archive that had to be unpacked at once."""

    def __init__(self, file: MemoryFile, container: Container | None = None) -> None:
        self.container = container
        self.relative_path = file.name.replace("\\", "/")
        self.name = display_name(PurePosixPath(self.relative_path).name) or "unnamed file"
        self._data = file.data
        self.size = len(file.data)

    def head(self, length: int) -> bytes:
        return bytes(self._data[:length])

    def read(self) -> bytes:
        return self._data

    def read_into(self, offset: int, out: memoryview) -> int:
        return copy_into(self._data, offset, out)


class ZipItem:
    """A member of a zip that `core.dicom.archive` found safe; unpacked in memory only."""

    def __init__(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, container: Container
    ) -> None:
        self.container = container
        self.relative_path = info.filename
        self.name = display_name(PurePosixPath(info.filename).name)
        self.size = info.file_size
        self._archive = archive
        self._info = info

    def head(self, length: int) -> bytes:
        try:
            with self._archive.open(self._info) as member:
                return member.read(length)
        except ZIP_MEMBER_ERRORS as error:
            raise SetAside(self._reason()) from error

    def read(self) -> bytes:
        try:
            return self._archive.read(self._info)
        except ZIP_MEMBER_ERRORS as error:
            raise SetAside(self._reason()) from error

    def _reason(self) -> Sentence:
        method = self._info.compress_type
        if method in ZIP_METHODS:
            return sentences.files.damaged_in_zip()
        return sentences.files.zip_method_not_read(OTHER_ZIP_METHODS.get(method, f"no. {method}"))

    def read_into(self, offset: int, out: memoryview) -> int:
        """The rest is unpacked too, a part at a time: only the end tells that it is undamaged."""
        try:
            with self._archive.open(self._info) as member:
                skip(member, offset)
                done = fill(member, out)
                while member.read(_PART_BYTES):
                    pass
                return done
        except ZIP_MEMBER_ERRORS as error:
            raise SetAside(self._reason()) from error


def _opened_if_regular(path: Path) -> Callable[[str, int], int]:
    """Like `os.open`; a file that became a pipe or a device since listing would block for ever, and
    one that became a link could lead anywhere (`core.dicom.unlinked`)."""

    def opened(name: str, flags: int) -> int:
        flags |= getattr(os, "O_NONBLOCK", 0)
        unlinked = isinstance(path, UnlinkedPath)
        descriptor = open_unlinked(path, flags) if unlinked else os.open(name, flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError("not a regular file")
        return descriptor

    return opened


def skip(stream: IO[bytes], length: int) -> None:
    """Read on by so many bytes, holding a part of them at a time."""
    while length > 0 and (part := stream.read(min(length, _PART_BYTES))):
        length -= len(part)


def fill(stream: IO[bytes] | io.RawIOBase, out: memoryview) -> int:
    """Read until `out` is full or the stream ends; returns the number of bytes."""
    read_into = stream.readinto  # type: ignore[union-attr]  # what typing calls IO lacks it
    done = 0
    while done < len(out) and (count := read_into(out[done:])):
        done += count
    return done


def copy_into(data: bytes, offset: int, out: memoryview) -> int:
    """Copy as much of `data[offset:]` as fits into `out`; returns the number of bytes."""
    part = memoryview(data)[offset : offset + len(out)]
    out[: len(part)] = part
    return len(part)


def _os_reason(error: OSError) -> Sentence:
    if isinstance(error, PermissionError):
        return sentences.files.no_permission()
    if isinstance(error, FileNotFoundError):
        return sentences.files.file_gone()
    return sentences.files.disk_error()
