"""The identity of one DICOM file, from its first elements."""

from __future__ import annotations

import os
import struct
from contextlib import closing
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from pydicom import dcmread
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian
from pydicom.valuerep import EXPLICIT_VR_LENGTH_32

from core.dicom.elements import (
    ITEM,
    SEQUENCE_END,
    UNDEFINED_LENGTH,
    Incomplete,
    Unusual,
    scan,
)
from core.dicom.headers import PYDICOM_ERRORS
from core.dicom.set_aside import SetAside
from core.pacs.file_meta import MOST_BYTES as META_BYTES
from core.pacs.file_meta import transfer_syntax_of
from core.pacs.uids import is_uid

_KEYWORDS = ["SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"]
_TAGS = [tag_for_keyword(keyword) or 0 for keyword in _KEYWORDS]
#: The identity lies in so much of a deflated file.
_DEFLATED_BYTES = 2**22
#: pydicom reads no more at a time: the UIDs, and what has no length in pieces. Everything else is
#: skipped.
_MOST_READ_BYTES = 2**20


@dataclass(frozen=True)
class Instance:
    """All of these are UIDs by `uids.is_uid`; they are still no file names."""

    sop_class_uid: str
    sop_instance_uid: str
    study_uid: str
    series_uid: str
    transfer_syntax_uid: str
    #: False where the file ends before its image does.
    is_whole: bool = field(default=True, compare=False)


def read_instance(source: bytes | Path) -> Instance | None:
    """Of a file's bytes, or of a file on the disk, of which only the beginning is read.

    None where it is no DICOM file, or one of its UIDs is missing or no UID.
    """
    try:
        with closing(BytesIO(source) if isinstance(source, bytes) else source.open("rb")) as file:
            return _read(file)
    except (*PYDICOM_ERRORS, SetAside, Unusual, Incomplete):
        return None


def instance_of(dataset: Dataset, transfer_syntax_uid: str) -> Instance | None:
    """The same of a data set."""
    uids = [str(dataset.get(keyword, "")) for keyword in _KEYWORDS]
    return _instance(uids, transfer_syntax_uid)


def _read(file: BinaryIO) -> Instance | None:
    head = file.read(META_BYTES)
    if transfer_syntax_of(head) == DeflatedExplicitVRLittleEndian:
        # pydicom would inflate the whole of it, however much that is.
        header = scan(head + file.read(_DEFLATED_BYTES), frozenset(_TAGS), complete=True)
        values = [header.values.get(tag, b"") for tag in _TAGS]
        return _instance([value.decode("ascii").strip(" \0") for value in values], header.label)
    file.seek(0)
    dataset = dcmread(_InPieces(file), specific_tags=_KEYWORDS, stop_before_pixels=True)
    syntax = UID(str(dataset.file_meta.get("TransferSyntaxUID", "")))
    found = instance_of(dataset, str(syntax))
    if found is None or not syntax.is_transfer_syntax:
        return found
    return replace(found, is_whole=_holds_its_image(file, syntax))


class _InPieces:
    """A file for pydicom that is never read to its end at once, as it would be to inflate it, nor
    for a value that can be no UID."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _MOST_READ_BYTES:
            raise Unusual
        return self._file.read(size)


def _holds_its_image(file: BinaryIO, syntax: UID) -> bool:
    """Whether the element at which `dcmread` stopped lies in the file with all that it claims."""
    order = "<" if syntax.is_little_endian else ">"
    start = file.tell()
    size = file.seek(0, os.SEEK_END)
    file.seek(start)
    head = file.read(12)
    if len(head) < 8:
        return start == size
    is_long = not syntax.is_implicit_VR and head[4:6].decode("latin-1") in EXPLICIT_VR_LENGTH_32
    if is_long and len(head) < 12:
        return False
    form, at = (order + "L", 8) if is_long else (order + "L", 4)
    (length,) = struct.unpack_from(form, head, at)
    if length == UNDEFINED_LENGTH:
        return _ends(file, start + 12, size)
    # Some writers leave out the byte that makes the length even.
    return start + at + 4 + length <= size + 1


def _ends(file: BinaryIO, place: int, size: int) -> bool:
    """Whether the fragments from `place` on end with their delimiter (PS3.5 A.4)."""
    while place + 8 <= size:
        file.seek(place)
        group, element, length = struct.unpack("<HHL", file.read(8))
        tag = group << 16 | element
        if tag != ITEM:
            return tag == SEQUENCE_END
        place += 8 + length
    return False


def _instance(uids: list[str], transfer_syntax_uid: str) -> Instance | None:
    if not all(map(is_uid, [*uids, transfer_syntax_uid])):
        return None
    sop_class, sop_instance, study, series = uids
    return Instance(sop_class, sop_instance, study, series, transfer_syntax_uid)
