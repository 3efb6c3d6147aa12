"""Look into a zip without unpacking it to disk, and refuse it if it is not safe.

The whole archive is judged by its directory before any byte is inflated. `zipfile`, in turn, never
inflates a member beyond the size that its directory entry states.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from core.dicom import sentences
from core.dicom.items import ZIP_MEMBER_ERRORS, Container, FileItem, Item, ZipItem
from core.dicom.limits import Limits
from core.dicom.set_aside import UnsafeArchive

ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
ENCRYPTED_FLAG = 0x1
#: A directory entry with a long name; shorter ones only make the check more lenient.
_ENTRY_BYTES = 300


def is_zip(head: bytes) -> bool:
    """Whether a file that starts with `head` is a zip (also an empty one)."""
    return head.startswith(ZIP_MAGICS)


def open_zip(item: Item, limits: Limits) -> list[ZipItem]:
    """The files of a zip. Raises UnsafeArchive, with the reason, if any of it can't be trusted."""
    try:
        source = opened(item)
        _check_directory(source, limits)
        archive = zipfile.ZipFile(source)
    except (*ZIP_MEMBER_ERRORS, OverflowError) as error:
        raise UnsafeArchive(sentences.files.damaged_zip()) from error
    files = [info for info in archive.infolist() if not info.filename.endswith("/")]
    for info in files:
        # `orig_filename` is the name as stored; `filename` is already cut at a null byte.
        refuse_name_outside(info.orig_filename)
    _check_encryption(files)
    _check_size(files, item.size, limits)
    container = Container(limits.archive_bytes)
    return [ZipItem(archive, info, container) for info in files]


def opened(item: Item) -> BinaryIO:
    """The bytes of a file as a stream, without reading a file on disk into memory."""
    if isinstance(item, FileItem):
        return io.BufferedReader(item.open())
    return io.BytesIO(item.read())


def refuse_name_outside(name: str) -> None:
    """Raises UnsafeArchive if a name in an archive points outside it, or is none."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    absolute = bool(parts) and (parts[0] == "/" or parts[0].endswith(":"))
    if absolute or ".." in parts or not parts or "\0" in name:
        raise UnsafeArchive(sentences.files.zip_paths_outside())


def unpacks_to_too_much(packed: int, limits: Limits, *, together: bool = False) -> UnsafeArchive:
    """The refusal of something of `packed` bytes that is over `Limits.most_unpacked`."""
    if limits.most_unpacked(packed, together=together) == limits.archive_bytes:
        limit = limits.archive_bytes
        return UnsafeArchive(sentences.files.zip_unpacks_too_large(limit, limit))
    return UnsafeArchive(sentences.files.zip_bomb(limits.archive_ratio))


def _check_encryption(files: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & ENCRYPTED_FLAG for info in files):
        raise UnsafeArchive(sentences.files.encrypted_zip())


def _check_directory(source: BinaryIO, limits: Limits) -> None:
    """Count the entries before `zipfile` makes an object of each: there may be millions.

    The counts that a zip states need not be true; `zipfile` goes by the length of the directory.
    `zipfile` itself is asked for that length, because a crafted zip states several.
    """
    # Private, but the public interface lists all the entries first.
    end = zipfile._EndRecData(source)  # type: ignore[attr-defined]
    if end is None:
        raise UnsafeArchive(sentences.files.damaged_zip())
    length = end[zipfile._ECD_SIZE]  # type: ignore[attr-defined]
    if length > limits.archive_files * _ENTRY_BYTES:
        raise _too_many(length // _ENTRY_BYTES, limits)


def _too_many(files: int, limits: Limits) -> UnsafeArchive:
    return UnsafeArchive(sentences.files.too_many_files_in_zip(files, limits.archive_files))


def _check_size(files: list[zipfile.ZipInfo], archive_size: int, limits: Limits) -> None:
    if len(files) > limits.archive_files:
        raise _too_many(len(files), limits)
    if sum(info.compress_size for info in files) > archive_size:
        raise UnsafeArchive(sentences.files.overlapping_files_in_zip())
    unpacked = sum(info.file_size for info in files)
    if unpacked > limits.archive_bytes:
        raise UnsafeArchive(sentences.files.zip_unpacks_too_large(unpacked, limits.archive_bytes))
    # A bomb shows in a single member, or in the sum of many small ones.
    packed = sum(info.compress_size for info in files)
    if unpacked > limits.most_unpacked(packed, together=True) or any(
        info.file_size > limits.most_unpacked(info.compress_size) for info in files
    ):
        raise UnsafeArchive(sentences.files.zip_bomb(limits.archive_ratio))
