"""The identity of a file: of its bytes, of a file on the disk, and of a deflated one."""

import tracemalloc
import zlib

import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian, ImplicitVRLittleEndian

from core.pacs.instance import read_instance
from tests.core.pacs.made_files import SERIES, STUDY, ct_file
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

UIDS = {"StudyInstanceUID": STUDY, "SeriesInstanceUID": SERIES, "SOPInstanceUID": f"{SERIES}.1"}


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


def test_what_inflates_without_end_is_not_inflated():
    body = deflated(n_more=100 * 2**20)
    assert len(body) < 2**20
    tracemalloc.start()
    found = read_instance(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.sop_instance_uid == f"{SERIES}.1"
    assert peak < 60 * 2**20


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
