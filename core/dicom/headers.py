"""Read the header of one DICOM file, in any encoding, and give typed access to its values."""

from __future__ import annotations

import io
import logging
import math
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from struct import error as StructError

import pydicom
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.tag import Tag

from core.dicom import sentences
from core.dicom.character_sets import decoded, is_plain
from core.dicom.elements import (
    Incomplete,
    RawHeader,
    pixel_element,
    refuse_deflated,
    refuse_endless_items,
    scan,
)
from core.dicom.encoded_values import encoded_values
from core.dicom.encoding import Encoding, Unusual, inflate
from core.dicom.file_meta import PREAMBLE_LENGTH
from core.dicom.items import Item
from core.dicom.marks import B_VALUE_KEYWORD, MARK_KEYWORDS, PRIVATE_B_VALUES
from core.dicom.set_aside import SetAside
from core.sentence import Sentence

#: Enough for the header of nearly every CT; if it isn't, more is read, and finally the whole file.
HEAD_BYTES = 2**15
LONGER_HEADS = (2**20, 2**24, 2**26)

#: Headers in unusual encodings are no longer than this; pydicom reads their elements slowly.
UNUSUAL_HEAD_BYTES = 2**22
#: Texts are cut here: the longest shown, a description, has 64 letters; crafted ones, megabytes.
MAX_TEXT_BYTES = 1024

#: Everything that pydicom 3.0 raised for damaged files, found by flipping and cutting the bytes of
#: its own test files (see tests/core/dicom/test_damage.py). There is no common base class.
PYDICOM_ERRORS = (
    AttributeError,
    BytesLengthException,
    EOFError,
    IndexError,
    InvalidDicomError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    StructError,
    TypeError,
    ValueError,
)

#: Everything that the package reads from a header.
KEYWORDS = (
    "AccessionNumber",
    "BitsAllocated",
    "BitsStored",
    "BodyPartExamined",
    "Columns",
    "ContrastBolusRoute",
    "FrameOfReferenceUID",
    "GantryDetectorTilt",
    "HighBit",
    "ImageOrientationPatient",
    "ImagePositionPatient",
    "InstanceNumber",
    "LossyImageCompression",
    "Manufacturer",
    "MediaStorageSOPClassUID",
    "Modality",
    "NumberOfFrames",
    "PatientBirthDate",
    "PatientID",
    "PatientName",
    "PatientSex",
    "PhotometricInterpretation",
    "PixelPaddingRangeLimit",
    "PixelPaddingValue",
    "PixelRepresentation",
    "PixelSpacing",
    "ReferringPhysicianName",
    "RescaleIntercept",
    "RescaleSlope",
    "RescaleType",
    "Rows",
    "SOPClassUID",
    "SOPInstanceUID",
    "SamplesPerPixel",
    "SeriesInstanceUID",
    "SliceLocation",
    "SpacingBetweenSlices",
    "SpecificCharacterSet",
    "StudyDate",
    "StudyDescription",
    "StudyID",
    "StudyInstanceUID",
    "StudyTime",
    "WindowCenter",
    "WindowWidth",
    B_VALUE_KEYWORD,
    *MARK_KEYWORDS,
)
#: Those that hold the name of a person, which has parts.
NAMES = frozenset({"PatientName", "ReferringPhysicianName"})
TAGS: dict[str, int] = {keyword: int(Tag(keyword)) for keyword in KEYWORDS}
WANTED = frozenset({*TAGS.values(), *PRIVATE_B_VALUES.values()})


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """Typed access to the wanted elements of one file; values are converted on access."""

    raw: RawHeader

    @property
    def sop_class(self) -> str:
        """The kind of object; a DICOMDIR states it only in its meta information."""
        return self.text("SOPClassUID") or self.text("MediaStorageSOPClassUID")

    def has(self, keyword: str) -> bool:
        return bool(self.raw.values.get(TAGS[keyword]))

    def text(self, keyword: str) -> str:
        """The value as plain text (UIDs, code strings); several values stay separated by '\\'."""
        value = self.raw.values.get(TAGS[keyword], b"")
        return value[:MAX_TEXT_BYTES].decode("latin-1").strip(" \0")

    def texts(self, keyword: str) -> tuple[str, ...]:
        text = self.text(keyword)
        return tuple(part.strip() for part in text.split("\\")) if text else ()

    def human_text(self, keyword: str) -> str:
        """The value in the file's own character set (names, descriptions)."""
        return self.decoded(keyword)[0]

    def decoded(self, keyword: str) -> tuple[str, Sentence | None]:
        """`human_text`, and why letters of it may be wrong, if anything says so."""
        value = self.raw.values.get(TAGS[keyword], b"")[:MAX_TEXT_BYTES]
        is_name = keyword in NAMES
        if is_plain(value):
            return decoded(value, (), name=is_name)
        with quiet_pydicom():
            return decoded(value, self.texts("SpecificCharacterSet"), name=is_name)

    def numbers(self, keyword: str) -> tuple[float, ...]:
        """Decimal or integer strings, also with a comma for the point; () if not all are finite."""
        try:
            numbers = tuple(float(part.replace(",", ".")) for part in self.texts(keyword))
        except ValueError:
            return ()
        return numbers if all(math.isfinite(number) for number in numbers) else ()

    def number(self, keyword: str) -> float | None:
        """The first of the numbers."""
        numbers = self.numbers(keyword)
        return numbers[0] if numbers else None

    def binary(self, keyword: str, *, signed: bool = False) -> int | None:
        """A 16-bit binary integer (VR US or SS)."""
        value = self.raw.values.get(TAGS[keyword], b"")[:2]
        if len(value) < 2:
            return None
        return int.from_bytes(value, "little" if self.raw.little_endian else "big", signed=signed)


def read_header(item: Item, head: bytes) -> Header:
    """The header of the DICOM file `item`, which starts with `head`.

    Raises SetAside if it has none that can be read.
    """
    marked = head[PREAMBLE_LENGTH : PREAMBLE_LENGTH + 4] == b"DICM"
    # Old files lack the preamble; their first element is in group 0002 or 0008.
    if not marked and head[:2] not in (b"\2\0", b"\0\2", b"\x08\0", b"\0\x08"):
        raise SetAside(sentences.headers.not_dicom())
    try:
        for length in LONGER_HEADS:
            try:
                return Header(scan(head, WANTED, complete=len(head) >= item.size))
            except Incomplete:
                head = item.head(length)
        return Header(scan(head, WANTED, complete=len(head) >= item.size))
    except Unusual:
        data = head if len(head) >= item.size else item.head(UNUSUAL_HEAD_BYTES)
        return Header(_read_with_pydicom(data, marked))
    except Incomplete as error:
        raise SetAside(sentences.headers.endless_header()) from error


def parse_dataset(item: Item, raw: RawHeader) -> pydicom.FileDataset:
    """All elements before the pixels, by pydicom. Raises SetAside if they are damaged."""
    length = raw.pixel_offset or LONGER_HEADS[-1]  # a DICOMDIR has no pixels
    if raw.deflated_from is None:
        before_pixels = item.head(length)
    else:
        before_pixels = inflate(item.read(), raw.deflated_from, length)
    if raw.mislabelled_from is not None and raw.deflated_from is None:
        before_pixels = before_pixels[raw.mislabelled_from :]  # pydicom then looks for itself
    refuse_endless_items(before_pixels)
    try:
        with quiet_pydicom():
            return pydicom.dcmread(io.BytesIO(before_pixels), stop_before_pixels=True, force=True)
    except PYDICOM_ERRORS as error:
        raise SetAside(sentences.headers.damaged_header()) from error


def _read_with_pydicom(data: bytes, marked: bool) -> RawHeader:
    """The header of a file in an unusual encoding (no preamble, VRs that change...)."""
    refuse_deflated(data)
    refuse_endless_items(data)
    file = io.BytesIO(data)
    try:
        with quiet_pydicom():
            dataset = pydicom.dcmread(
                file, stop_before_pixels=True, force=True, specific_tags=list(WANTED)
            )
            implicit, little_endian = dataset.original_encoding
            values = encoded_values(dataset, WANTED)
            syntax = str(dataset.file_meta.get("TransferSyntaxUID", ""))
            media_class = str(dataset.file_meta.get("MediaStorageSOPClassUID", ""))
    except PYDICOM_ERRORS as error:
        headers = sentences.headers
        raise SetAside(headers.damaged_header() if marked else headers.not_dicom()) from error
    values[TAGS["MediaStorageSOPClassUID"]] = media_class.encode()
    if not marked and TAGS["SOPClassUID"] not in values and TAGS["Modality"] not in values:
        raise SetAside(sentences.headers.not_dicom())
    encoding = Encoding(explicit=not implicit, little_endian=bool(little_endian))
    # If reading stopped at the pixels, it stopped at the start of their element.
    try:
        offset, length = pixel_element(data, file.tell(), encoding)
    except Incomplete:
        offset, length = None, None
    true_syntax = syntax or encoding.transfer_syntax
    return RawHeader(values, encoding.little_endian, true_syntax, offset, length, label=syntax)


class _Quiet:
    """Silence while any thread needs it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._filters = warnings.catch_warnings()
        self._logger = logging.getLogger("pydicom")
        self._was_disabled = False

    def enter(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._filters = warnings.catch_warnings()
                self._filters.__enter__()
                warnings.simplefilter("ignore")
                self._was_disabled = self._logger.disabled
                self._logger.disabled = True
            self._inside += 1

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._filters.__exit__(None, None, None)
                self._logger.disabled = self._was_disabled


_QUIET = _Quiet()


@contextmanager
def quiet_pydicom() -> Iterator[None]:
    """Keep pydicom's warnings and log, which may quote patient data, off the console.

    Python's warning filters are global to the process. Two threads that restored them in the wrong
    order would leave them silenced for good; hence the count.
    """
    _QUIET.enter()
    try:
        yield
    finally:
        _QUIET.leave()
