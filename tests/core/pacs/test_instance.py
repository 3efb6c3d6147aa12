"""The identity of a file: of its bytes, of a file on the disk, and of a deflated one."""

import functools
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from core.dicom.file_meta import FileMeta
from core.pacs.instance import read_instance
from tests.core.pacs.made_files import SERIES, STUDY, ct_file
from tools.mock_dicom.mock_slice import ct_slice, to_bytes
from tools.mock_dicom.relabel import relabelled

UIDS = {"StudyInstanceUID": STUDY, "SeriesInstanceUID": SERIES, "SOPInstanceUID": f"{SERIES}.1"}


@functools.cache
def deflated(n_more: int = 0) -> bytes:
    """A deflated slice, with so many zeros more at its end."""
    plain = to_bytes(ct_slice(**UIDS), DeflatedExplicitVRLittleEndian)
    if not n_more:
        return plain
    meta = plain[: 144 + int.from_bytes(plain[140:144], "little")]
    inside = zlib.decompress(plain[len(meta) :], -zlib.MAX_WBITS)
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    parts = [meta, packing.compress(inside)]
    for _ in range(n_more // 2**20):
        parts.append(packing.compress(bytes(2**20)))
    return b"".join([*parts, packing.flush()])


def nested(depth: int) -> bytes:
    """Sequences in each other, before the identity."""
    plain = ct_file(1)
    at = plain.index(b"\x08\0\x16\0UI", 200)
    begin = b"\x08\0\x06\0SQ\0\0" + b"\xff" * 4 + b"\xfe\xff\0\xe0" + b"\xff" * 4
    return plain[:at] + begin * depth + plain[at:]


@pytest.mark.parametrize(
    "body",
    [ct_file(1), to_bytes(ct_slice(**UIDS), ImplicitVRLittleEndian), deflated()],
    ids=["explicit", "implicit", "deflated"],
)
def test_of_bytes_and_of_a_file(body, tmp_path):
    path = tmp_path / "one.dcm"
    path.write_bytes(body)
    for found in (read_instance(body), read_instance(path)):
        assert (found.study_uid, found.series_uid) == (STUDY, SERIES)
        assert found.sop_instance_uid == f"{SERIES}.1"


def test_what_inflates_without_end_takes_no_memory_to_speak_of():
    body = deflated(n_more=100 * 2**20)
    assert len(body) < 2**20
    tracemalloc.start()
    found = read_instance(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.sop_instance_uid == f"{SERIES}.1"
    assert peak < 60 * 2**20


def with_element(body: bytes, element: bytes) -> bytes:
    """The file with one more element at the beginning of its meta information."""
    return body[:144] + element + body[144:]


@functools.cache
def deflated_noise() -> bytes:
    """A deflated slice whose image takes most of the file, in more than one piece."""
    pixels = np.random.default_rng(7).integers(0, 2**16, (256, 256), np.uint16)
    body = to_bytes(ct_slice(pixels=pixels, **UIDS), DeflatedExplicitVRLittleEndian)
    assert len(body) > 2**17
    return body


def information(n_bytes: int, element: int = 1) -> bytes:
    """An element of group 0002 of so many bytes."""
    return struct.pack("<HH2sHL", 2, element, b"OB", 0, n_bytes) + bytes(n_bytes)


def peak_of(body: bytes) -> tuple:
    """(what was found, bytes of memory that it took)"""
    tracemalloc.start()
    try:
        return read_instance(body), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_label_may_lie_behind_other_elements():
    found, peak = peak_of(with_element(deflated(n_more=100 * 2**20), information(5000, 0x0F)))
    assert found.sop_instance_uid == f"{SERIES}.1"
    assert found.transfer_syntax_uid == DeflatedExplicitVRLittleEndian
    assert peak < 60 * 2**20


@pytest.mark.parametrize(
    "element",
    [
        # It ends beyond what is looked at.
        information(70_000, 0x0F),
        # A second label, of explicit VR little endian, before the true one; and a message's group.
        b"\2\0\x10\0UI\x14\x001.2.840.10008.1.2.1\0",
        b"\0\0\0\0\4\0\0\0\0\0\0\0",
        b"\2\0\x0f\0ZZ\0\0",
        b"\2\0\x0f\0OB\0\0" + b"\xff" * 4,
    ],
    ids=["long", "twice", "message", "no VR", "no length"],
)
def test_meta_information_that_can_be_read_in_two_ways_is_refused(element):
    assert peak_of(with_element(deflated(n_more=100 * 2**20), element))[0] is None
    found, peak = peak_of(with_element(ct_file(1), element))
    assert found is None
    assert peak < 2**20


def test_what_pydicom_would_inflate_after_all_is_not_inflated(monkeypatch):
    monkeypatch.setattr("core.pacs.instance.read_file_meta", lambda _: FileMeta({}, 0))
    found, peak = peak_of(deflated(n_more=100 * 2**20))
    assert found is None
    assert peak < 2**20


def test_a_long_value_before_the_identity_is_skipped_and_one_in_its_place_is_refused(tmp_path):
    plain, path = ct_file(1), tmp_path / "one"
    at = plain.index(b"\x08\0\x16\0UI", 200)
    before = struct.pack("<HH2sHL", 8, 0x15, b"UN", 0, 2**22) + bytes(2**22)
    path.write_bytes(plain[:at] + before + plain[at:])
    assert read_instance(path).sop_instance_uid == f"{SERIES}.1"
    path.write_bytes(plain[:at] + before.replace(b"\x15\0UN", b"\x16\0UN", 1) + plain[at:])
    assert read_instance(path) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no DICOM",
        ct_file(1)[:200],
        deflated()[:400],
        ct_file(1, SOPInstanceUID="../../../evil"),
        ct_file(1, StudyInstanceUID=None),
        nested(20_000),
    ],
)
def test_without_an_identity_there_is_none(body, tmp_path):
    path = tmp_path / "one.dcm"
    path.write_bytes(body)
    assert read_instance(body) is None
    assert read_instance(path) is None


def test_a_file_that_is_not_there(tmp_path):
    assert read_instance(tmp_path / "none.dcm") is None


def fragments(*sizes: int, end: bytes = b"\xfe\xff\xdd\xe0\0\0\0\0") -> bytes:
    """A file whose image is compressed, in fragments of so many bytes."""
    plain = ct_file(1)
    head = plain[: plain.rindex(b"\xe0\x7f\x10\x00")]
    items = [b"\xfe\xff\0\xe0" + size.to_bytes(4, "little") + bytes(size) for size in (0, *sizes)]
    return head + b"\xe0\x7f\x10\0OB\0\0" + b"\xff" * 4 + b"".join(items) + end


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        (ct_file(1)[:-1], True),
        (ct_file(1)[:-2], False),
        (ct_file(1)[:-500], False),
        (ct_file(1)[: ct_file(1).rindex(b"\xe0\x7f\x10\0")], True),
        (fragments(100, 60), True),
        (fragments(100, 60)[:-40], False),
        (fragments(100, 60, end=b""), False),
    ],
)
def test_an_image_that_ends_early_is_not_taken_for_a_whole_one(body, is_whole, tmp_path):
    path = tmp_path / "one"
    path.write_bytes(body)
    for found in (read_instance(body), read_instance(path)):
        assert (found is not None and found.is_whole) == is_whole


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        (deflated_noise(), True),
        (deflated_noise()[:-4], False),
        (deflated_noise()[: len(deflated_noise()) // 2], False),
        (deflated()[:-4], False),
        # What is labelled as deflated and is not.
        (relabelled(ct_file(1), DeflatedExplicitVRLittleEndian), True),
        (relabelled(ct_file(1)[:-40], DeflatedExplicitVRLittleEndian), False),
    ],
    ids=["whole", "no end", "half", "small", "plain", "half of a plain one"],
)
def test_a_deflated_file_that_ends_early_is_not_taken_for_a_whole_one(body, is_whole, tmp_path):
    path = tmp_path / "one"
    path.write_bytes(body)
    for found in (read_instance(body), read_instance(path)):
        assert found.sop_instance_uid == f"{SERIES}.1"
        assert found.is_whole == is_whole


def test_a_deflated_image_that_was_cut_before_is_none(tmp_path):
    """The stream ends, and the image in it does not."""
    plain = deflated()
    start = 144 + int.from_bytes(plain[140:144], "little")
    inside = zlib.decompress(plain[start:], -zlib.MAX_WBITS)
    for n_missing, is_whole in ((0, True), (1, True), (2, False)):
        packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        body = plain[:start] + packing.compress(inside[: len(inside) - n_missing])
        assert read_instance(body + packing.flush()).is_whole == is_whole


def test_beyond_its_limit_nothing_is_inflated(monkeypatch):
    monkeypatch.setattr("core.pacs.instance._MOST_INFLATED_BYTES", 2**16)
    assert read_instance(deflated_noise()[:-4]).is_whole
    assert not read_instance(deflated_noise()[:20_000]).is_whole


@pytest.mark.parametrize("label", ["1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.8.1"])
def test_an_image_in_a_new_compression_is_looked_for_too(label):
    for body, is_whole in ((fragments(100, 60), True), (fragments(100, 60)[:-40], False)):
        found = read_instance(relabelled(body, label))
        assert (found.transfer_syntax_uid, found.is_whole) == (label, is_whole)


@pytest.mark.parametrize("written", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
@pytest.mark.parametrize("label", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
def test_an_image_under_a_wrong_label_is_looked_for_too(written, label):
    body = relabelled(to_bytes(ct_slice(**UIDS), written), label)
    assert read_instance(body).is_whole
    assert not read_instance(body[:-2]).is_whole


def test_a_file_that_ends_before_its_image_begins_is_not_whole():
    whole = ct_file(1)
    image = whole.rindex(b"\xe0\x7f\x10\0")
    series = whole.index(b"\x20\0\x0e\0UI") + 8
    # Within the UID of the series, which is then another one.
    cut = read_instance(whole[: series + len(SERIES) - 2])
    assert (cut.series_uid, cut.is_whole) == (SERIES[:-2], False)
    for n_bytes in range(1, 8):
        # Within the head of the image's element.
        assert not read_instance(whole[: image + n_bytes]).is_whole


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_whose_it_is_in_the_letters_of_the_file(syntax):
    def patient(**tags):
        found = read_instance(to_bytes(ct_slice(**UIDS, **tags), syntax))
        return found.patient_id, found.is_patient_id_certain

    assert patient(PatientID="P1 ") == ("P1", True)
    assert patient(PatientID="\u00c41", SpecificCharacterSet="ISO_IR 192") == ("\u00c41", True)
    assert patient(PatientID="") == ("", True)
    assert patient(PatientID=None) == ("", True)
    assert "P1" not in repr(read_instance(to_bytes(ct_slice(**UIDS, PatientID="P1"), syntax)))
