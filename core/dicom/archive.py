"""Look into a zip without unpacking it to disk, and refuse the ones that are not safe.

The whole archive is judged from its directory before any byte is inflated. `zipfile` in turn never
inflates a member beyond the size its directory entry states.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from core.dicom.items import ZIP_MEMBER_ERRORS, FileItem, Item, ZipItem
from core.dicom.limits import Limits
from core.dicom.set_aside import UnsafeArchive

ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
ENCRYPTED_FLAG = 0x1
DAMAGED = "a damaged zip; make it again"
#: An entry of the directory with a long name; shorter ones make the check only more lenient.
_ENTRY_BYTES = 300


def is_zip(head: bytes) -> bool:
    """Whether a file that starts with `head` is a zip (also an empty one)."""
    return head.startswith(ZIP_MAGICS)


def open_zip(item: Item, limits: Limits) -> list[ZipItem]:
    """The files of a zip. Raises UnsafeArchive, with the reason, if any of it can't be trusted."""
    try:
        source = _opened(item)
        _check_directory(source, limits)
        archive = zipfile.ZipFile(source)
    except (*ZIP_MEMBER_ERRORS, OverflowError) as error:
        raise UnsafeArchive(DAMAGED) from error
    files = [info for info in archive.infolist() if not info.filename.endswith("/")]
    _check_names(files)
    _check_encryption(files)
    _check_size(files, item.size, limits)
    return [ZipItem(archive, info) for info in files]


def _opened(item: Item) -> BinaryIO:
    if isinstance(item, FileItem):
        return io.BufferedReader(item.open())
    return io.BytesIO(item.read())


def _check_names(files: list[zipfile.ZipInfo]) -> None:
    for info in files:
        # `orig_filename` is the name as stored: `filename` already has it cut at a null byte.
        parts = PurePosixPath(info.orig_filename.replace("\\", "/")).parts
        absolute = bool(parts) and (parts[0] == "/" or parts[0].endswith(":"))
        if absolute or ".." in parts or not parts or "\0" in info.orig_filename:
            raise UnsafeArchive(
                "file names in it point outside of it ('..' or absolute); zip the folder again"
            )


def _check_encryption(files: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & ENCRYPTED_FLAG for info in files):
        raise UnsafeArchive("protected with a password; unpack it and open the folder")


def _check_directory(source: BinaryIO, limits: Limits) -> None:
    """Count the entries before `zipfile` makes an object of each: there may be millions.

    The counts that a zip states of itself need not be true; the directory's length is what
    `zipfile` goes by. It is asked itself which one that is: a crafted zip states several.
    """
    end = zipfile._EndRecData(source)
    if end is None:
        raise UnsafeArchive(DAMAGED)
    length = end[zipfile._ECD_SIZE]
    if length > limits.archive_files * _ENTRY_BYTES:
        raise UnsafeArchive(_too_many(length // _ENTRY_BYTES, limits))


def _too_many(files: int, limits: Limits) -> str:
    return (
        f"holds {files} files, over the limit of {limits.archive_files}; "
        "zip one examination at a time"
    )


def _check_size(files: list[zipfile.ZipInfo], archive_size: int, limits: Limits) -> None:
    if len(files) > limits.archive_files:
        raise UnsafeArchive(_too_many(len(files), limits))
    if sum(info.compress_size for info in files) > archive_size:
        raise UnsafeArchive("files in it overlap, as no program packs them; zip the folder again")
    unpacked = sum(info.file_size for info in files)
    if unpacked > limits.archive_bytes:
        raise UnsafeArchive(
            f"would unpack to {unpacked / 1e9:.1f} GB, over the limit of "
            f"{limits.archive_bytes / 1e9:.1f} GB; zip one examination at a time"
        )
    # A bomb shows in one member, or in the sum of many small ones.
    pairs = [(info.file_size, info.compress_size) for info in files]
    small_ones_together = (unpacked, sum(packed for _, packed in pairs))
    checks = [(pair, limits.archive_ratio_from_bytes) for pair in pairs]
    checks.append((small_ones_together, limits.archive_ratio_from_total_bytes))
    for (size, packed), floor in checks:
        if size >= floor and size > limits.archive_ratio * max(packed, 1):
            raise UnsafeArchive(
                f"unpacks to more than {limits.archive_ratio} times its size, as CT never does; "
                "zip the original files again"
            )
