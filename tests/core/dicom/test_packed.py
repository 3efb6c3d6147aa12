"""Packed files: opened in memory under the limits of zips, or named with what to do."""

from __future__ import annotations

import bz2
import gzip
import io
import tracemalloc
import zipfile
from functools import partial

import numpy as np
import pytest
import SimpleITK as sitk

import core.dicom.members as members_of_packed
from core.dicom import Exclusion, Limits, MemoryFile, discover, read_series, sentences
from core.errors import NoSeriesError
from tests.coded import raises
from tests.core.dicom.packed_slices import ct_files, opens_as_three_slices, refusal, tarred

# -- one file packed by itself -----------------------------------------------------------------


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress)])
def test_slices_packed_one_by_one(tmp_path, suffix, pack):
    for name, data in ct_files().items():
        (tmp_path / f"{name[5:]}.dcm.{suffix}").write_bytes(pack(data))
    opens_as_three_slices(tmp_path)


def test_a_packed_slice_needs_no_suffix(tmp_path):
    for name, data in ct_files().items():
        (tmp_path / name[5:]).write_bytes(gzip.compress(data))
    opens_as_three_slices(tmp_path)


def test_packed_slices_in_a_zip_and_in_a_tar():
    packed = {f"{name}.gz": gzip.compress(data) for name, data in ct_files().items()}
    opens_as_three_slices(MemoryFile("scan.tar", tarred(packed)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in packed.items():
            archive.writestr(name, data)
    opens_as_three_slices(MemoryFile("scan.zip", file.getvalue()))


def test_a_packed_file_that_is_no_image(tmp_path):
    (tmp_path / "notes.txt.gz").write_bytes(gzip.compress(b"hello " * 100))
    with raises(NoSeriesError, "not_dicom", "notes.txt.gz"):
        discover([tmp_path])


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_damaged_packed_file(pack):
    packed = pack(ct_files()["scan/IM0"] * 3)
    for data in (packed[:-9], packed[:40], packed[:60] + b"xxxxxxxx" + packed[68:]):
        with pytest.raises(NoSeriesError) as error:
            discover([MemoryFile("a.dcm.gz", data)])
        assert error.value.code in ("damaged_packed_file", "not_dicom")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_bomb_is_not_unpacked(pack):
    bomb = pack(bytes(30_000_000))
    tracemalloc.start()
    try:
        refusal("a.dcm.gz", bomb, "zip_bomb")
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_bombs_in_an_archive_are_counted_together():
    """Each is below the limit of one file; an archive of many would keep the machine busy."""
    bombs = {f"{k}.gz": gzip.compress(bytes(900_000)) for k in range(20)}
    data = tarred({**ct_files(), **bombs})
    found = discover([MemoryFile("scan.tar", data)], limits=Limits(archive_bytes=5_000_000))
    reasons = {one.reason.code: one.count for one in found.exclusions}
    assert reasons == {"not_dicom": 5, "zip_bomb": 15}


def test_archives_in_archives_are_named():
    inner = tarred(ct_files(), "w:gz")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("inner.tar.gz", inner)
        archive.writestr("inner.tar", tarred(ct_files()))
        archive.writestr("IM0.gz.gz", gzip.compress(gzip.compress(ct_files()["scan/IM0"])))
        archive.writestr("IM0", ct_files()["scan/IM0"])
    found = discover([MemoryFile("a.zip", file.getvalue())])
    assert found.exclusions == (Exclusion("inner.tar.gz", sentences.files.zip_in_zip(), 3),)
    with raises(NoSeriesError, "zip_in_zip", "a.gz"):
        discover([MemoryFile("a.gz", gzip.compress(file.getvalue()))])


# -- what is not opened ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("scan.7z", b"7z\xbc\xaf\x27\x1c"),
        ("scan", b"7z\xbc\xaf\x27\x1c"),
        ("scan.rar", b"Rar!\x1a\x07\x01\0"),
        ("scan.tar.xz", b"\xfd7zXZ\0"),
        ("scan.tar.zst", b"\x28\xb5\x2f\xfd"),
        ("scan.Z", b"\x1f\x9d\x90"),
        ("scan.iso", b""),
    ],
)
def test_formats_that_are_not_opened_are_named(name, head):
    with raises(NoSeriesError, "not_unpacked_here", name):
        discover([MemoryFile(name, head + bytes(4000))])


def zip_with_method(method: int) -> bytes:
    """A zip of slices whose method number was changed in every header."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ct_files().items():
            archive.writestr(name, data)
    data = bytearray(file.getvalue())
    for magic, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.find(magic)
        while at >= 0:
            data[at + place : at + place + 2] = method.to_bytes(2, "little")
            at = data.find(magic, at + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("method", "name"), [(9, "Deflate64"), (93, "Zstandard"), (98, "PPMd"), (77, "77")]
)
def test_methods_of_zips_that_are_not_read(method, name):
    with raises(NoSeriesError, "zip_method_not_read", "scan.zip", name):
        discover([MemoryFile("scan.zip", zip_with_method(method))])


def analyze(magic: bytes, order: str) -> bytes:
    return (348).to_bytes(4, order) + bytes(340) + magic


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ct.hdr", analyze(b"ni1\0", "little")),
        ("ct.hdr", analyze(b"\0\0\0\0", "little")),
        ("ct.hdr", analyze(b"\0\0\0\0", "big")),
        ("ct.img", bytes(range(256)) * 20),
    ],
)
def test_pairs_of_hdr_and_img(name, data):
    with raises(NoSeriesError, "half_of_a_pair", name):
        discover([MemoryFile(name, data)])


def test_a_dicom_file_may_be_called_anything():
    """The name only counts where the content says nothing."""
    for name in ("a.img", "a.raw", "a.iso", "a.7z", "a.gz", "._a"):
        assert discover([MemoryFile(name, ct_files()["scan/IM0"])]).candidates


def test_what_macos_leaves_beside_slices(tmp_path):
    side = b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(150)
    files = {**ct_files(), "__MACOSX/scan/._IM0": side, "scan/._IM1.dcm": side}
    note = (Exclusion("._IM0", sentences.files.macos_side_file(), 2),)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    opens_as_three_slices(MemoryFile("a.zip", file.getvalue()), note)
    opens_as_three_slices(MemoryFile("a.tgz", tarred(files, "w:gz")), note)
    for name in ("._ct.nii.gz", "._ct.zip", "._ct.nrrd"):
        with raises(NoSeriesError, "macos_side_file", name):
            discover([MemoryFile(name, side)])


# -- memory --------------------------------------------------------------------------------------


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, partial(zipped, "IM0")])
def test_what_follows_the_pixels_is_not_kept_in_memory(pack):
    """Three slices with 20 MB of zeros after each, read one after another."""
    files = [
        MemoryFile(f"{name}.packed", pack(data + bytes(20_000_000)))
        for name, data in ct_files().items()
    ]
    limits = Limits(archive_ratio=100_000)
    (candidate,) = discover(files, workers=1, limits=limits).candidates
    tracemalloc.start()
    try:
        assert read_series(candidate, workers=1).n_slices == 3
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, partial(zipped, "ct.mha")])
def test_room_is_asked_for_before_a_volume_in_an_archive_is_unpacked(tmp_path, pack):
    values = np.arange(-1000, -1000 + 3 * 20, dtype=np.int16).reshape(3, 4, 5)
    sitk.WriteImage(sitk.GetImageFromArray(values), str(tmp_path / "ct.mha"))
    data = (tmp_path / "ct.mha").read_bytes()
    asked = []
    limits = Limits(room=asked.append)
    discover([MemoryFile("a", pack(data))], workers=1, limits=limits)
    # For the file, and then for the copies of its voxels beside it.
    assert asked == [len(data), len(data) + 3 * values.nbytes]


@pytest.mark.parametrize("name", ["a.nii.gz", "a.dcm.gz", "a.tar.bz2", "a.nrrd"])
def test_parts_without_end_are_not_unpacked(monkeypatch, name):
    """Thousands of empty parts in each kilobyte."""
    monkeypatch.setattr(members_of_packed, "MOST_MEMBERS", 10)
    pack = bz2.compress if name.endswith("bz2") else gzip.compress
    head = b""
    if name == "a.nrrd":
        head = b"NRRD0005\ntype: short\ndimension: 3\nsizes: 4 4 3\nencoding: gzip\n\n"
    with pytest.raises(NoSeriesError) as error:
        discover([MemoryFile(name, head + pack(b"") * 11 + pack(bytes(96)))])
    assert error.value.code in ("damaged_packed_file", "damaged_nifti")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_slice_packed_in_several_parts_opens(monkeypatch, pack):
    monkeypatch.setattr(members_of_packed, "MOST_MEMBERS", 2)
    files = [
        MemoryFile(name, pack(data[:300]) + pack(data[300:])) for name, data in ct_files().items()
    ]
    (candidate,) = discover(files).candidates
    assert read_series(candidate).n_slices == 3
