"""What is packed in a file, in whatever format: archives, and single files packed by themselves.

The limits are those of `core.dicom.limits`, for every format.
"""

from __future__ import annotations

import bz2
import gzip
import zlib
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from core.dicom import sentences
from core.dicom.archive import is_zip, open_zip, opened, unpacks_to_too_much
from core.dicom.items import Container, Item, fill, skip
from core.dicom.limits import Limits
from core.dicom.members import has_many_members
from core.dicom.nifti_file import GZIP_MAGIC, is_nifti
from core.dicom.set_aside import SetAside
from core.dicom.tar import BLOCK, is_tar, open_packed_tar, open_tar

BZIP2_MAGIC = b"BZh"
#: First bytes -> what it is: known, but not opened here.
_NOT_OPENED = {
    b"7z\xbc\xaf\x27\x1c": "7z archive",
    b"Rar!\x1a\x07": "RAR archive",
    b"\xfd7zXZ\0": "xz file",
    b"\x28\xb5\x2f\xfd": "Zstandard file",
    b"\x04\x22\x4d\x18": "LZ4 file",
    b"\x1f\x9d": "file packed by compress (.Z)",
    b"MSCF": "CAB archive",
}
#: The same for what is known by its name alone.
_NOT_OPENED_NAMES = {
    ".7z": "7z archive",
    ".rar": "RAR archive",
    ".iso": "image of a disc",
    ".dmg": "image of a disc",
    ".z01": "part of a split zip",
    ".001": "part of a split archive",
}
_READ_CHUNK = 2**20
_ERRORS = (EOFError, OSError, ValueError, zlib.error)


class UnpackedItem:
    """A file that is packed by itself (.dcm.gz); unpacked in memory, each time it is read."""

    def __init__(self, item: Item, size: int) -> None:
        """`size`: in bytes, unpacked."""
        self.container = item.container
        self.name = item.name
        self.relative_path = item.relative_path
        self.size = size
        self.packed = item

    def head(self, length: int) -> bytes:
        try:
            return _unpacking(self.packed).read(min(length, self.size))
        except _ERRORS as error:
            raise SetAside(sentences.files.damaged_packed_file()) from error

    def read(self) -> bytes:
        return self.head(self.size)

    def read_into(self, offset: int, out: memoryview) -> int:
        try:
            stream = _unpacking(self.packed)
            skip(stream, offset)
            return fill(stream, out[: max(0, self.size - offset)])
        except _ERRORS as error:
            raise SetAside(sentences.files.damaged_packed_file()) from error


def is_packed(item: Item, head: bytes) -> bool:
    """Whether `contents` finds something in a file that starts with `head`."""
    return is_zip(head) or _is_tar_or_packed(item, head)


def contents(item: Item, head: bytes, limits: Limits) -> list[Item] | None:
    """The files in an archive, or the one that is packed; None if it is neither.

    Args:
        head: the first bytes of `item`, at least a tar's block.

    Raises:
        UnsafeArchive: any of it can't be trusted.
        SetAside: an archive in an archive, or a format that is not opened here.
    """
    refuse_other_formats(item, head)
    if not is_packed(item, head):
        return None
    if is_zip(head) or is_tar(head):
        _refuse_nested(item)
        return list(open_zip(item, limits)) if is_zip(head) else open_tar(item, limits)
    try:
        if _has_many_members(item):
            raise SetAside(sentences.files.damaged_packed_file())
        if is_tar(_unpacking(item).read(BLOCK)):
            _refuse_nested(item)
            return open_packed_tar(_unpacking(item), item.size, limits)
        return [UnpackedItem(item, _unpacked_size(item, limits))]
    except _ERRORS as error:
        raise SetAside(sentences.files.damaged_packed_file()) from error


def refuse_other_formats(item: Item, head: bytes) -> None:
    """Raises SetAside that says what an archive is that is not opened here, and what to do."""
    if _is_dicom(head):
        return
    for magic, what in _NOT_OPENED.items():
        if head.startswith(magic):
            raise SetAside(sentences.files.not_unpacked_here(what))
    if head[344:348] == b"ni1\0" or _is_analyze(item.name, head):
        raise SetAside(sentences.files.half_of_a_pair())


def reason_by_name(item: Item) -> SetAside | None:
    """Why a file that is nothing readable can't be opened, if its name tells."""
    suffix = PurePosixPath(item.name).suffix.lower()
    if suffix in (".img", ".hdr"):
        return SetAside(sentences.files.half_of_a_pair())
    if suffix in (".raw", ".zraw"):
        return SetAside(sentences.files.voxels_without_header())
    what = _NOT_OPENED_NAMES.get(suffix)
    return SetAside(sentences.files.not_unpacked_here(what)) if what else None


def _is_dicom(head: bytes) -> bool:
    return head[128:132] == b"DICM"


def _is_analyze(name: str, head: bytes) -> bool:
    """An Analyze 7.5 header: 348 bytes, which its first field says."""
    sizes = (head[:4] == (348).to_bytes(4, order) for order in ("little", "big"))
    return name.lower().endswith(".hdr") and any(sizes)


def _is_tar_or_packed(item: Item, head: bytes) -> bool:
    if _is_dicom(head) or is_nifti(item.name, head):
        return False
    return head.startswith((GZIP_MAGIC, BZIP2_MAGIC)) or is_tar(head)


def _refuse_nested(item: Item) -> None:
    if item.container is not None or isinstance(item, UnpackedItem):
        raise SetAside(sentences.files.zip_in_zip())


def _unpacking(item: Item) -> BinaryIO:
    """The unpacked bytes, as far as they are read."""
    if isinstance(item, UnpackedItem):
        raise SetAside(sentences.files.zip_in_zip())
    if item.head(len(GZIP_MAGIC)) == GZIP_MAGIC:
        return gzip.GzipFile(fileobj=opened(item))  # type: ignore[return-value]
    return bz2.BZ2File(opened(item))  # type: ignore[return-value]


def _has_many_members(item: Item) -> bool:
    with opened(item) as stream:
        parts = iter(partial(stream.read, _READ_CHUNK), b"")
        return has_many_members(parts)


def _unpacked_size(item: Item, limits: Limits) -> int:
    """In bytes: neither format states it in a way that can be trusted."""
    most = limits.most_unpacked(item.size)
    stream, size = _unpacking(item), 0
    while chunk := stream.read(_READ_CHUNK):
        size += len(chunk)
        if size > most or not _may_take(item.container, len(chunk)):
            raise unpacks_to_too_much(item.size, limits)
    return size


def _may_take(container: Container | None, length: int) -> bool:
    return container is None or container.take(length)
