"""The walk over the elements finds what pydicom finds, in every encoding, and bounds its work."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from core.dicom import load_series, sentences
from core.dicom.elements import Incomplete, refuse_endless_items, scan
from core.dicom.encoding import Unusual
from core.dicom.headers import HEAD_BYTES, TAGS, WANTED, read_header
from core.dicom.items import MemoryFile, MemoryItem
from core.dicom.set_aside import SetAside
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

#: The files that come with the package; nothing is downloaded.
PYDICOM_FILES = Path(pydicom.__file__).parent / "data" / "test_files"
SYNTAXES = [
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]


def header_of(data: bytes):
    return read_header(MemoryItem(MemoryFile("a", data)), data[:HEAD_BYTES])


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_values_and_pixels_are_found(syntax):
    header = header_of(to_bytes(ct_slice(7.5), syntax))
    assert header.numbers("ImagePositionPatient") == (-10.0, -20.0, 7.5)
    assert (header.binary("Rows"), header.binary("Columns")) == (4, 6)
    assert header.text("SeriesInstanceUID") == "1.2.3.2"
    assert header.texts("ImageType") == ("ORIGINAL", "PRIMARY", "AXIAL")
    assert header.raw.pixel_length == 48
    assert header.raw.transfer_syntax == syntax


CHARACTER_SET = "SpecificCharacterSet"


@pytest.mark.parametrize("undefined", [True, False])
@pytest.mark.parametrize("syntax", SYNTAXES)
def test_sequences_are_stepped_over_with_what_they_hold(syntax, undefined):
    inner = ct_slice(99.0)
    del inner.PixelData
    middle = ct_slice(98.0)
    del middle.PixelData
    middle.ReferencedImageSequence = Sequence([inner, inner])
    ds = ct_slice(7.5)
    ds.ReferencedImageSequence = Sequence([middle])
    for sequence in (ds["ReferencedImageSequence"], middle["ReferencedImageSequence"]):
        sequence.is_undefined_length = undefined
        for item in sequence.value:
            item.is_undefined_length_sequence_item = undefined
    header = header_of(to_bytes(ds, syntax))
    assert header.numbers("ImagePositionPatient") == (-10.0, -20.0, 7.5)
    assert header.raw.pixel_length == 48


@pytest.mark.parametrize("path", sorted(PYDICOM_FILES.rglob("*.dcm")), ids=lambda path: path.name)
def test_same_values_as_pydicom_in_its_own_test_files(path):
    data = path.read_bytes()
    try:
        raw = scan(data, WANTED, complete=True)
    except (Unusual, SetAside):
        return  # left to pydicom in any case
    expected = pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True)
    for keyword, tag in TAGS.items():
        element = expected.get_item(tag) if tag in expected else None
        # pydicom has these two elsewhere, or converts them at once.
        if element is not None and keyword not in ("MediaStorageSOPClassUID", CHARACTER_SET):
            assert raw.values.get(tag, b"") == (element.value or b""), keyword
    assert (raw.pixel_offset is not None) == ("PixelData" in pydicom.dcmread(io.BytesIO(data)))


def test_a_header_longer_than_the_head_is_read_to_its_end():
    ds = ct_slice(3.0)
    ds.add_new(0x00091001, "OB", bytes(200_000))
    ds.add_new(0x00091002, "OB", bytes(2_000_000))
    data = to_bytes(ds)
    with pytest.raises(Incomplete):
        scan(data[:HEAD_BYTES], WANTED, complete=False)
    assert header_of(data).numbers("ImagePositionPatient")[2] == 3.0


def test_a_large_file_that_is_not_dicom_is_not_read_whole():
    class Large(MemoryItem):
        def read(self):
            raise AssertionError("read whole")

    item = Large(MemoryFile("film.mp4", b"\0\0\0\x20ftypisom" + bytes(100_000)))
    with pytest.raises(SetAside) as error:
        read_header(item, item.head(HEAD_BYTES))
    assert error.value.reason.code == "not_dicom"


@pytest.mark.parametrize("preamble", [True, False])
@pytest.mark.parametrize("syntax", SYNTAXES[:3])
def test_files_without_preamble_or_meta_information(syntax, preamble):
    data = to_bytes(ct_slice(7.5), syntax)
    if preamble:
        start = 132
    else:
        start = data.index(b"\0\x08\0" if syntax == ExplicitVRBigEndian else b"\x08\0\x08\0", 132)
    header = header_of(data[start:])
    assert header.numbers("ImagePositionPatient") == (-10.0, -20.0, 7.5)
    assert header.raw.pixel_length == 48
    assert header.raw.transfer_syntax == syntax


def test_names_without_meta_information_keep_their_character_set():
    ds = ct_slice(SpecificCharacterSet=["", "ISO 2022 IR 100"], PatientName="M\u00fcller")
    assert header_of(to_bytes(ds)).human_text("PatientName") == "Müller"
    assert header_of(to_bytes(ds)[132:]).human_text("PatientName") == "Müller"


def test_sequences_nested_without_end_are_refused():
    head = to_bytes(ct_slice())
    start = head.index(b"\x08\0\x08\0", 132)  # the first element after the meta information
    nest = struct.pack("<HH2sHL", 0x0008, 0x1140, b"SQ", 0, 0xFFFFFFFF)
    nest += struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)
    with pytest.raises(SetAside) as error:
        header_of(head[:start] + nest * 5000)
    assert error.value.reason.code == "endless_nesting"


def test_items_without_end_are_refused_before_pydicom_counts_them(monkeypatch):
    monkeypatch.setattr("core.dicom.elements.MAX_ITEMS", 3)
    little, big = b"\xfe\xff\0\xe0", b"\xff\xfe\xe0\0"
    refuse_endless_items(b"ab" + 3 * (little + bytes(4)))
    refuse_endless_items(3 * big + 3 * little)
    for item in (little, big):
        with pytest.raises(SetAside) as error:
            refuse_endless_items(4 * (item + bytes(4)))
        assert error.value.reason.code == "too_many_items"


def test_numbers_that_are_none_are_no_numbers():
    data = to_bytes(ct_slice(InstanceNumber=7))
    position = b"-10.0\\-20.0\\0.0"
    for text in (b"nan", b"inf", b"1,0,5", b"1.0,5", b"1.0.0", b"--"):
        header = header_of(data.replace(position, text.ljust(len(position))))
        assert header.numbers("ImagePositionPatient") == ()
    assert header.number("InstanceNumber") == 7.0


def test_names_are_read_in_the_character_set_of_the_file():
    ds = ct_slice(SpecificCharacterSet="ISO_IR 192", PatientName="Müller^Zoë")
    assert header_of(to_bytes(ds)).human_text("PatientName") == "Müller^Zoë"
    ds = ct_slice(SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jörg")
    assert header_of(to_bytes(ds)).human_text("PatientName") == "Müller^Jörg"
    data = to_bytes(ct_slice(SpecificCharacterSet="ISO_IR 100"))
    unknown = data.replace(b"ISO_IR 100", b"NO_SUCH_ST")
    assert header_of(unknown).human_text("PatientName") == "DOE^JANE"


@pytest.mark.parametrize("syntax", SYNTAXES[:3])
def test_numbers_with_a_decimal_comma(syntax):
    ds = ct_slice(pixels=np.array([[1024, 1064]], np.uint16), RescaleIntercept="-1023.5")
    data = to_bytes(ds, syntax)
    for number in (b"0.5\\0.75", b"-1023.5", b"-10.0\\-20.0\\0.0"):
        assert data.count(number) == 1
        data = data.replace(number, number.replace(b".", b","))
    series = load_series([MemoryFile("a", data)])
    assert series.spacing_mm[1:] == (0.5, 0.75)
    assert series.slice_origins_mm.tolist() == [[-10.0, -20.0, 0.0]]
    assert series.volume.tolist() == [[[0.5, 40.5]]]
    assert series.warnings.count(sentences.headers.decimal_comma()) == 1
    assert "decimal_comma" in [warning.code for warning in series.warnings]


def test_a_comma_in_a_text_is_no_decimal_comma():
    series = load_series([MemoryFile("a", to_bytes(ct_slice(SeriesDescription="Liver 1,5 mm")))])
    assert series.tags.series_description == "Liver 1,5 mm"
    assert "decimal_comma" not in [warning.code for warning in series.warnings]
