"""NRRD and MetaImage: the same series as NIfTI, whoever wrote them, in one file or two."""

from __future__ import annotations

import bz2
import gzip
import re
import tracemalloc
import zlib

import numpy as np
import pytest
import SimpleITK as sitk

from core.dicom import Limits, MemoryFile, discover, load_series, read_slice, sentences
from core.errors import NoSeriesError
from tests.coded import raises
from tests.core.dicom.itk_files import ORIGIN, itk_image, values_zyx, written

SUFFIXES = ("nrrd", "nhdr", "mha", "mhd", "nii", "nii.gz")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_itk_writes(tmp_path, suffix, packed):
    path = written(tmp_path / "ct", suffix, itk_image(), packed)
    for source in (path, path.parent):
        found = discover([source])
        assert [len(found.candidates), found.exclusions] == [1, ()]
        series = load_series([source])
        assert np.array_equal(series.volume, values_zyx())
        assert series.spacing_mm == pytest.approx((3.0, 0.5, 0.75))
        assert series.slice_origins_mm[0].tolist() == pytest.approx(ORIGIN)
        assert series.warnings == ()
        assert np.array_equal(read_slice(found.candidates[0], 2), values_zyx()[2])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_axes_are_turned_as_itk_says(tmp_path, suffix):
    """Stored right to left, front to back and head to foot, with x and y swapped."""
    direction = np.array([[0, -1, 0], [-1, 0, 0], [0, 0, -1]], float)
    stored = itk_image(direction=direction)
    series = load_series([written(tmp_path / "ct", suffix, stored)])
    turned = sitk.DICOMOrient(stored, "LPS")
    assert np.array_equal(series.volume, sitk.GetArrayFromImage(turned))
    assert series.slice_origins_mm[0].tolist() == pytest.approx(turned.GetOrigin())
    assert series.spacing_mm == pytest.approx(turned.GetSpacing()[::-1])


@pytest.mark.parametrize("dtype", [np.int16, np.int32, np.float32, np.float64])
@pytest.mark.parametrize("suffix", ["nrrd", "mha"])
def test_types(tmp_path, suffix, dtype):
    path = written(tmp_path / "ct", suffix, itk_image(values_zyx(dtype)))
    assert np.array_equal(load_series([path]).volume, values_zyx())


def nrrd(
    body: bytes, encoding="raw", endian="little", space="left-posterior-superior", more=""
) -> bytes:
    """As a person would write it; `more` is a further line."""
    lines = [
        "NRRD0004",
        "# written by hand",
        "type: short",
        "dimension: 3",
        "sizes: 4 5 6",
        f"encoding: {encoding}",
        f"endian: {endian}",
        f"space: {space}",
        "space directions: (0.75,0,0) (0,0.5,0) (0,0,3)",
        "space origin: (-10,-20,30)",
        *([more] if more else []),
    ]
    return "\n".join([*lines, "", ""]).encode() + body


RAW = values_zyx().tobytes()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("raw", RAW),
        ("gzip", gzip.compress(RAW)),
        ("gz", gzip.compress(RAW[:100]) + gzip.compress(RAW[100:])),
        ("bzip2", bz2.compress(RAW)),
    ],
)
def test_encodings_of_nrrd(encoding, body):
    series = load_series([MemoryFile("ct.nrrd", nrrd(body, encoding))])
    assert np.array_equal(series.volume, values_zyx())


def test_big_endian_nrrd():
    data = nrrd(values_zyx().astype(">i2").tobytes(), endian="big")
    assert np.array_equal(load_series([MemoryFile("ct.nrrd", data)]).volume, values_zyx())


@pytest.mark.parametrize(
    ("space", "flips", "first"),
    [
        ("left-posterior-superior", (1, 1), (-10, -20)),
        ("LPS", (1, 1), (-10, -20)),
        # x and y run the other way: the last voxel, 3 and 4 steps on, comes first.
        ("right-anterior-superior", (-1, -1), (10 - 3 * 0.75, 20 - 4 * 0.5)),
        ("left-anterior-superior", (1, -1), (-10, 20 - 4 * 0.5)),
    ],
)
def test_spaces_of_nrrd(space, flips, first):
    """Both axes grow towards the first named side."""
    series = load_series([MemoryFile("ct.nrrd", nrrd(RAW, space=space))])
    x, y = flips
    assert np.array_equal(series.volume, values_zyx()[:, ::y, ::x])
    assert series.slice_origins_mm[0].tolist() == pytest.approx([*first, 30])


@pytest.mark.parametrize(("unit", "factor"), [("m", 1e-3), ("um", 1e3), ("cm", 0.1), ("mm", 1)])
def test_units_of_nrrd(unit, factor):
    more = f'space units: "{unit}" "{unit}" "{unit}"'
    data = nrrd(b"", more=more).decode()
    numbers = re.compile(r"(?<=[(,])-?[0-9.]+(?=[,)])")
    data = numbers.sub(lambda number: repr(float(number[0]) * factor), data).encode() + RAW
    series = load_series([MemoryFile("ct.nrrd", data)])
    assert series.spacing_mm == pytest.approx((3.0, 0.5, 0.75))
    assert series.slice_origins_mm[0].tolist() == pytest.approx(ORIGIN)


def test_a_nrrd_that_does_not_say_where_it_lies():
    data = b"NRRD0001\ntype: short\ndimension: 3\nsizes: 4 5 6\nspacings: 0.75 0.5 3\n"
    data += b"encoding: raw\nendian: little\n\n" + RAW
    series = load_series([MemoryFile("ct.nrrd", data)])
    assert series.warnings == (sentences.nifti.nifti_orientation_unknown("NRRD"),)
    assert series.spacing_mm == (3.0, 0.5, 0.75)


def test_an_axis_of_one_before_those_of_space():
    data = nrrd(RAW).replace(b"dimension: 3", b"dimension: 4").replace(b"sizes: ", b"sizes: 1 ")
    data = data.replace(b"space directions: ", b"space directions: none ")
    assert np.array_equal(load_series([MemoryFile("ct.nrrd", data)]).volume, values_zyx())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((b"encoding: raw", b"encoding: hex"), "voxels_packed_otherwise"),
        ((b"type: short", b"type: block"), "nifti_colours"),
        ((b"sizes: 4 5 6", b"sizes: 4 5 60"), "damaged_nifti"),
        ((b"sizes: 4 5 6", b"sizes: 4 5 0"), "nifti_without_voxels"),
        ((b"sizes: 4 5 6", b"sizes: 4000 4000 60000"), "nifti_too_large"),
        ((b"sizes: 4 5 6", b"sizes: x"), "damaged_nifti"),
        ((b"(0,0,3)", b"(0,0,nan)"), "nifti_impossible_affine"),
        ((b"(0,0,3)", b"(0,0,0)"), "nifti_impossible_affine"),
        ((b"(0,0,3)", b"(0)"), "damaged_nifti"),
        ((b"endian: little", b"byte skip: -7"), "damaged_nifti"),
        ((b"endian: little", b"line skip: 9999999"), "damaged_nifti"),
        ((b"endian: little", b"line skip: -1"), "damaged_nifti"),
        ((b"endian: little", b"data file: ../../etc/passwd"), "voxels_outside"),
        ((b"endian: little", b"data file: /etc/passwd"), "voxels_outside"),
        ((b"endian: little", b"data file: a\\b.raw"), "voxels_outside"),
        ((b"endian: little", b"data file: LIST"), "voxels_outside"),
        ((b"endian: little", b"data file: ct%03d.raw 1 6 1"), "voxels_outside"),
        ((b"endian: little", b"data file: ct.raw"), "voxels_missing"),
    ],
)
def test_a_nrrd_that_can_not_be_read(change, code):
    with raises(NoSeriesError, code, "ct.nrrd"):
        discover([MemoryFile("ct.nrrd", nrrd(RAW).replace(*change))])


@pytest.mark.parametrize(("n_lines", "is_read"), [(3, True), (10_000, True), (10_001, False)])
def test_lines_before_the_voxels_of_a_nrrd(n_lines, is_read):
    data = nrrd(b"\n" * n_lines + RAW, more=f"line skip: {n_lines}")
    if is_read:
        assert np.array_equal(load_series([MemoryFile("ct.nrrd", data)]).volume, values_zyx())
        return
    with raises(NoSeriesError, "damaged_nifti", "ct.nrrd"):
        discover([MemoryFile("ct.nrrd", data)])


def metaimage(body: bytes, **changes: str) -> bytes:
    fields = {
        "ObjectType": "Image",
        "NDims": "3",
        "BinaryData": "True",
        "BinaryDataByteOrderMSB": "False",
        "CompressedData": "False",
        "TransformMatrix": "1 0 0 0 1 0 0 0 1",
        "Offset": "-10 -20 30",
        "ElementSpacing": "0.75 0.5 3",
        "DimSize": "4 5 6",
        "ElementType": "MET_SHORT",
        **changes,
        "ElementDataFile": changes.get("ElementDataFile", "LOCAL"),
    }
    return "".join(f"{key} = {value}\n" for key, value in fields.items()).encode() + body


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({}, RAW),
        ({"CompressedData": "True"}, zlib.compress(RAW)),
        ({"BinaryDataByteOrderMSB": "True"}, values_zyx().astype(">i2").tobytes()),
        ({"HeaderSize": "7"}, b"skipped" + RAW),
        ({"HeaderSize": "-1"}, b"whatever comes before" + RAW),
        ({"ElementType": "MET_FLOAT"}, values_zyx(np.float32).tobytes()),
    ],
)
def test_metaimages(changes, body):
    series = load_series([MemoryFile("ct.mha", metaimage(body, **changes))])
    assert np.array_equal(series.volume, values_zyx())
    assert series.warnings == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ElementType": "MET_ASCII_CHAR"}, "nifti_colours"),
        ({"ElementNumberOfChannels": "3"}, "nifti_colours"),
        ({"BinaryData": "False"}, "voxels_packed_otherwise"),
        ({"CompressedData": "True"}, "damaged_nifti"),
        ({"DimSize": "4 5"}, "damaged_nifti"),
        ({"DimSize": "4 5", "NDims": "2"}, "nifti_dimensions"),
        ({"DimSize": "4000 4000 60000"}, "nifti_too_large"),
        ({"ElementSpacing": "0 0 0"}, "nifti_impossible_affine"),
        ({"ElementDataFile": "../ct.raw"}, "voxels_outside"),
        ({"ElementDataFile": "C:\\ct.raw"}, "voxels_outside"),
        ({"ElementDataFile": "LIST"}, "voxels_outside"),
        ({"ElementDataFile": "ct.raw"}, "voxels_missing"),
    ],
)
def test_a_metaimage_that_can_not_be_read(changes, code):
    with raises(NoSeriesError, code, "ct.mha"):
        discover([MemoryFile("ct.mha", metaimage(RAW, **changes))])


def test_labels_are_no_ct():
    data = metaimage(bytes([0, 1, 2, 1] * 30), ElementType="MET_UCHAR")
    with raises(NoSeriesError, "nifti_labels", "MetaImage"):
        discover([MemoryFile("mask.mha", data)])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ct.nrrd", nrrd(gzip.compress(bytes(50_000_000)), "gzip")),
        ("ct.nrrd", nrrd(bz2.compress(bytes(50_000_000)), "bzip2")),
        ("ct.mha", metaimage(zlib.compress(bytes(50_000_000)), CompressedData="True")),
    ],
)
def test_no_more_is_inflated_than_the_header_announces(name, data):
    tracemalloc.start()
    try:
        with pytest.raises(NoSeriesError):
            # Zeros throughout: read, and then found to be no HU.
            discover([MemoryFile(name, data)])
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_header_that_never_ends():
    for data in (b"NRRD0004\n" + b"a: b\n" * 300_000, b"ObjectType = Image\nDimSize = 4\n" * 99):
        with raises(NoSeriesError, "damaged_nifti"):
            discover([MemoryFile("ct", data)])


def test_every_cut_is_a_sentence():
    for name, data in (("ct.nrrd", nrrd(RAW)), ("ct.mha", metaimage(RAW))):
        for length in range(7, len(data), 23):
            with pytest.raises(NoSeriesError) as error:
                discover([MemoryFile(name, data[:length])], limits=Limits(file_bytes=10_000))
            assert error.value.code
