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
from pydicom.dataelem import RawDataElement
from pydicom.uid import DeflatedExplicitVRLittleEndian

from core.dicom.elements import ITEM, SEQUENCE_END, Incomplete, RawHeader, scan
from core.dicom.encoded_values import encoded_values
from core.dicom.encoding import (
    LONG_VRS,
    UNDEFINED_LENGTH,
    Encoding,
    Unusual,
    inflated_length,
)
from core.dicom.file_meta import MOST_BYTES as META_BYTES
from core.dicom.file_meta import read_file_meta
from core.dicom.headers import PYDICOM_ERRORS, TAGS, Header, quiet_pydicom
from core.dicom.set_aside import SetAside
from core.pacs.uids import is_uid

_UIDS = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")
_TAGS = frozenset(TAGS[keyword] for keyword in (*_UIDS, "PatientID", "SpecificCharacterSet"))
#: The identity lies in so much of a deflated file.
_DEFLATED_BYTES = 2**22
#: A deflated file of which so much is there is not inflated further to see whether it ends: a small
#: one can go on for terabytes.
_MOST_INFLATED_BYTES = 2**30
#: pydicom reads no more at a time: the UIDs, and what has no length in pieces. Everything else is
#: skipped.
_MOST_READ_BYTES = 2**20
_PIECE_BYTES = 2**16
#: Of an element, and of one with a length of four bytes in explicit VR (PS3.5 7.1.2).
_HEAD_BYTES, _LONG_HEAD_BYTES = 8, 12


@dataclass(frozen=True)
class Instance:
    """All of these are UIDs by `uids.is_uid`; they are still no file names."""

    sop_class_uid: str
    sop_instance_uid: str
    study_uid: str
    series_uid: str
    transfer_syntax_uid: str
    #: False where the file ends too early.
    is_whole: bool = field(default=True, compare=False)
    #: In the letters of the file, "" without one; and whether those can be read for certain.
    patient_id: str = field(default="", compare=False, repr=False)
    is_patient_id_certain: bool = field(default=True, compare=False)


def read_instance(source: bytes | Path) -> Instance | None:
    """Of a file's bytes, or of a file on the disk, of which only the beginning is kept.

    None where it is no DICOM file, or one of its UIDs is missing or no UID.
    """
    try:
        with closing(BytesIO(source) if isinstance(source, bytes) else source.open("rb")) as file:
            return _read(file)
    except (*PYDICOM_ERRORS, SetAside, Unusual, Incomplete):
        return None


def _read(file: BinaryIO) -> Instance | None:
    meta = read_file_meta(file.read(META_BYTES))
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if meta.transfer_syntax == DeflatedExplicitVRLittleEndian:
        # pydicom would inflate the whole of it, however much that is.
        raw = scan(file.read(META_BYTES + _DEFLATED_BYTES), _TAGS, complete=True)
        found = _instance(raw)
        return found and replace(found, is_whole=_is_all_there(file, raw, size))
    heads = _InPieces(file)
    with quiet_pydicom():
        dataset = dcmread(heads, specific_tags=list(_TAGS), stop_before_pixels=True)
        values = encoded_values(dataset, _TAGS)
    found = _instance(RawHeader(values, True, "", None, None, label=meta.transfer_syntax))
    elements = [one for one in dataset.values() if isinstance(one, RawDataElement)]
    if found is None or not elements:
        return None
    # As the bytes are, whatever the label says.
    encoding = Encoding(not elements[0].is_implicit_VR, elements[0].is_little_endian)
    is_cut = heads.is_cut or any(one.value_tell + one.length > size for one in elements)
    return replace(found, is_whole=not is_cut and _holds_its_image(file, encoding, size))


def _instance(raw: RawHeader) -> Instance | None:
    header = Header(raw)
    uids = [header.text(keyword) for keyword in _UIDS]
    if not all(map(is_uid, [*uids, raw.label])):
        return None
    sop_class, sop_instance, study, series = uids
    patient_id, doubt = header.decoded("PatientID")
    return Instance(
        sop_class,
        sop_instance,
        study,
        series,
        raw.label,
        patient_id=patient_id,
        is_patient_id_certain=doubt is None,
    )


class _InPieces:
    """A file for pydicom that is never read to its end at once, as it would be to inflate it, nor
    for a value that can be no UID."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell
        #: It ends within the head of an element.
        self.is_cut = False

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _MOST_READ_BYTES:
            raise Unusual
        found = self._file.read(size)
        self.is_cut |= size == _HEAD_BYTES and 0 < len(found) < size
        return found


def _is_all_there(file: BinaryIO, raw: RawHeader, size: int) -> bool:
    """Whether a file that is labelled as deflated ends, and not before its image does."""
    n_bytes, ends = size, True
    # Its bytes may contradict the label.
    if raw.deflated_from is not None:
        file.seek(raw.deflated_from)
        pieces = iter(lambda: file.read(_PIECE_BYTES), b"")
        n_bytes, ends = inflated_length(pieces, _MOST_INFLATED_BYTES)
    image_end = (raw.pixel_offset or 0) + (raw.pixel_length or 0)
    return ends and n_bytes + 1 >= min(image_end, _MOST_INFLATED_BYTES)


def _holds_its_image(file: BinaryIO, encoding: Encoding, size: int) -> bool:
    """Whether the element at which `dcmread` stopped lies in the file with all that it claims."""
    start = file.tell()
    head = file.read(_LONG_HEAD_BYTES)
    if len(head) < _HEAD_BYTES:
        return start == size
    is_long = encoding.explicit and head[4:6] in LONG_VRS
    if is_long and len(head) < _LONG_HEAD_BYTES:
        return False
    at = 8 if is_long else 4
    (length,) = encoding.struct("L").unpack_from(head, at)
    if length == UNDEFINED_LENGTH:
        return _ends(file, start + _LONG_HEAD_BYTES, size)
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
