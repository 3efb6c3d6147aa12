"""Look into a tar without unpacking it to disk, and refuse it if it is not safe.

The standard library reads each header; the walk from one to the next is ours, because its own
follows sizes and names that a crafted file makes endless.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from core.dicom import sentences
from core.dicom.archive import refuse_name_outside, unpacks_to_too_much
from core.dicom.items import Container, Item, MemoryFile, MemoryItem, display_name
from core.dicom.limits import Limits
from core.dicom.set_aside import SetAside, UnsafeArchive
from core.sentence import Sentence

BLOCK = tarfile.BLOCKSIZE
#: Long names and extended headers are no longer than this.
_MAX_EXTRA = 2**16
#: Of a size; 2**64 has 20.
_MAX_DIGITS = 20
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_IGNORED = (tarfile.DIRTYPE, tarfile.XGLTYPE, b"V", b"M", b"N", b"K")


class PartItem:
    """A member of an uncompressed tar: a part of the archive's own bytes."""

    def __init__(
        self, archive: Item, offset: int, size: int, path: str, container: Container
    ) -> None:
        self.container = container
        self.relative_path = path
        self.name = display_name(PurePosixPath(path).name)
        self.size = size
        self._archive, self._offset = archive, offset

    def head(self, length: int) -> bytes:
        data = bytearray(min(length, self.size))
        return bytes(data[: self._archive.read_into(self._offset, memoryview(data))])

    def read(self) -> bytes:
        return self.head(self.size)

    def read_into(self, offset: int, out: memoryview) -> int:
        length = max(0, min(len(out), self.size - offset))
        return self._archive.read_into(self._offset + offset, out[:length])


class UnreadItem:
    """A member that is no file: a link, a device."""

    def __init__(self, path: str, reason: Sentence, container: Container) -> None:
        self.container = container
        self.relative_path = path
        self.name = display_name(PurePosixPath(path).name)
        self.size = 1
        self._reason = reason

    def head(self, length: int) -> bytes:
        raise SetAside(self._reason)

    def read(self) -> bytes:
        raise SetAside(self._reason)

    def read_into(self, offset: int, out: memoryview) -> int:
        raise SetAside(self._reason)


@dataclass(frozen=True)
class _Member:
    path: str
    offset: int
    size: int
    is_file: bool


def is_tar(head: bytes) -> bool:
    """Whether a file that starts with `head` is a tar: its first header has the right checksum."""
    try:
        return bool(tarfile.TarInfo.frombuf(head[:BLOCK], "utf-8", "surrogateescape").name)
    except (tarfile.HeaderError, ValueError):
        return False


def open_tar(item: Item, limits: Limits) -> list[Item]:
    """The files of an uncompressed tar. Raises UnsafeArchive if any of it can't be trusted."""
    container = Container(limits.archive_bytes)
    found: list[Item] = []
    reader = _ItemReader(item)
    cut = UnsafeArchive(sentences.files.damaged_zip("tar"))
    for member in _members(reader, item.size, cut, limits):
        if member.is_file:
            found.append(PartItem(item, member.offset, member.size, member.path, container))
        else:
            found.append(_link(member, container))
    return found


def open_packed_tar(stream: BinaryIO, packed: int, limits: Limits) -> list[Item]:
    """The files of a compressed tar, all unpacked in memory: it can only be read from its start.

    Args:
        stream: unpacks as it is read.
        packed: size of the compressed file.

    Raises UnsafeArchive if any of it can't be trusted, or unpacks to too much; what `limits.stays`
    does, which is asked before each file is unpacked.
    """
    most = limits.most_unpacked(packed, together=True)
    container = Container(limits.archive_bytes)
    found: list[Item] = []
    reader = _StreamReader(stream)
    too_much = unpacks_to_too_much(packed, limits, together=True)
    for member in _members(reader, most, too_much, limits):
        if not member.is_file:
            found.append(_link(member, container))
            continue
        limits.stays(member.size, container)
        data = reader.read_at(member.offset, member.size)
        if len(data) < member.size:
            raise UnsafeArchive(sentences.files.damaged_zip("tar"))
        found.append(MemoryItem(MemoryFile(member.path, data), container))
    return found


def _link(member: _Member, container: Container) -> UnreadItem:
    return UnreadItem(member.path, sentences.files.no_file_in_archive(), container)


class _ItemReader:
    """Reads an uncompressed tar anywhere."""

    def __init__(self, item: Item) -> None:
        self._item = item

    def read_at(self, offset: int, length: int) -> bytes:
        data = bytearray(length)
        return bytes(data[: self._item.read_into(offset, memoryview(data))])


class _StreamReader:
    """Reads a compressed tar, forward only."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read_at(self, offset: int, length: int) -> bytes:
        self._stream.seek(offset)
        return self._stream.read(length)


def _members(
    reader: _ItemReader | _StreamReader, most: int, beyond: UnsafeArchive, limits: Limits
) -> Iterator[_Member]:
    """The members in order.

    Args:
        most: where the archive ends at the latest; a member further on raises `beyond`.
    """
    offset = count = 0
    named: dict[str, str] = {}
    while len(block := reader.read_at(offset, BLOCK)) == BLOCK:
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            if not block.strip(b"\0") and count:
                return  # blocks of zeros end a tar
            raise UnsafeArchive(sentences.files.damaged_zip("tar")) from error
        count += 1
        if count > limits.archive_files:
            raise UnsafeArchive(sentences.files.too_many_files_in_zip(count, limits.archive_files))
        size = _size_in(named, info.size)
        begin = offset + BLOCK
        if size < 0 or info.size < 0:
            raise UnsafeArchive(sentences.files.damaged_zip("tar"))
        if begin + size > most:
            raise beyond
        offset = begin + -(-size // BLOCK) * BLOCK
        if info.type in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            extra = reader.read_at(begin, min(size, _MAX_EXTRA))
            named |= _long_name(extra) if info.type == tarfile.GNUTYPE_LONGNAME else _pax(extra)
            continue
        path = named.get("path", info.name)
        # A sparse file is stored with holes; no CT is.
        sparse = any(key.startswith("GNU.sparse") for key in named)
        named = {}
        if info.type in _IGNORED or (info.type == tarfile.AREGTYPE and path.endswith("/")):
            continue
        refuse_name_outside(path)
        yield _Member(path, begin, size, info.type in _FILES and not sparse)


def _size_in(named: dict[str, str], otherwise: int) -> int:
    """The size that an extended header states, in bytes. Raises UnsafeArchive for one that no disk
    holds; Python makes no number of thousands of digits."""
    stated = named.get("size", "")
    if not (stated.isascii() and stated.isdecimal()):
        return otherwise
    digits = stated.lstrip("0") or "0"
    if len(digits) > _MAX_DIGITS:
        raise UnsafeArchive(sentences.files.damaged_zip("tar"))
    return int(digits)


def _long_name(extra: bytes) -> dict[str, str]:
    return {"path": extra.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")}


def _pax(extra: bytes) -> dict[str, str]:
    """The records "LENGTH KEYWORD=VALUE\\n" of an extended header (POSIX.1-2001, pax)."""
    found: dict[str, str] = {}
    at = 0
    while at < len(extra):
        number, space, _ = extra[at : at + 8].partition(b" ")
        if not space or not number.isdigit() or not 0 < int(number) <= len(extra) - at:
            break
        record = extra[at + len(number) + 1 : at + int(number)].rstrip(b"\n")
        key, _, value = record.decode("utf-8", "surrogateescape").partition("=")
        found[key] = value
        at += int(number)
    return found
