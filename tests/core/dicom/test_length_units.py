"""Lengths in whatever unit a header names, or should have named."""

from __future__ import annotations

import io

import nibabel
import numpy as np
import pytest

from core.dicom import MemoryFile, load_series, sentences
from core.dicom.label_map import read_label_map
from core.dicom.length_units import in_mm
from core.dicom.reference_mask import open_reference

#: x, y, z in mm.
SPACING, ORIGIN = (0.75, 0.75, 5.0), (-120.0, -90.0, 40.0)
FACTORS = {"mm": 1.0, "meter": 1e-3, "micron": 1e3, "unknown": 1.0}


def affine(factor: float = 1.0) -> np.ndarray:
    """RAS, in a unit of which a mm has `factor`."""
    placed = np.diag([-SPACING[0], -SPACING[1], SPACING[2], 1.0])
    placed[:3, 3] = ORIGIN
    placed[:3] *= factor
    return placed


def nifti(factor: float, unit: str, data=None, kind=nibabel.Nifti1Image) -> bytes:
    if data is None:
        data = np.arange(-1000, -1000 + 4 * 5 * 6, dtype=np.int16).reshape(4, 5, 6)
    image = kind(data, affine(factor))
    image.header.set_xyzt_units(unit)
    file = io.BytesIO()
    image.to_stream(file)
    return file.getvalue()


@pytest.mark.parametrize("kind", [nibabel.Nifti1Image, nibabel.Nifti2Image])
@pytest.mark.parametrize("unit", FACTORS)
def test_a_nifti_in_the_unit_that_it_names(unit, kind):
    series = load_series([MemoryFile("ct.nii", nifti(FACTORS[unit], unit, kind=kind))])
    assert series.spacing_mm == pytest.approx((5.0, 0.75, 0.75), rel=1e-6)
    assert series.slice_origins_mm[0] == pytest.approx((120.0, 90.0, 40.0), rel=1e-6)
    assert series.warnings == ()


@pytest.mark.parametrize(
    ("factor", "unit", "used"),
    [
        (1e-3, "unknown", "meter"),
        (1e3, "unknown", "micron"),
        (1e-3, "mm", "meter"),
        (1e3, "mm", "micron"),
        (1.0, "meter", "mm"),
        (1.0, "micron", "mm"),
    ],
)
def test_a_unit_that_can_not_be(factor, unit, used):
    series = load_series([MemoryFile("ct.nii", nifti(factor, unit))])
    assert series.spacing_mm == pytest.approx((5.0, 0.75, 0.75), rel=1e-6)
    assert series.warnings == (sentences.nifti.unit_not_believed("NIfTI", unit, used),)
    assert series.warnings[0].code == "unit_not_believed"


def test_a_code_that_the_standard_does_not_know():
    data = bytearray(nifti(1.0, "mm"))
    data[123] = 7  # xyzt_units
    assert load_series([MemoryFile("ct.nii", bytes(data))]).spacing_mm[0] == pytest.approx(5.0)


def test_what_no_unit_makes_ordinary_is_left_alone():
    """4 x 4 x 4000 mm and 0.01 x 0.01 x 0.01 mm, the voxel of a small animal."""
    for sizes in ((4.0, 4.0, 4000.0), (0.01, 0.01, 0.01)):
        given = np.diag([*sizes, 1.0])
        placed, warnings = in_mm(given, "mm", "NIfTI")
        assert np.array_equal(placed, given)
        assert warnings == []


def test_a_mask_in_metres_lies_on_a_ct_in_mm():
    series = load_series([MemoryFile("ct.nii", nifti(1.0, "mm"))])
    liver = np.zeros((4, 5, 6), np.uint8)
    liver[1:3, 1:4, 2:5] = 1
    given = MemoryFile("liver.nii", nifti(1e-3, "meter", liver))
    mask = open_reference(given, series)
    assert mask.codes.sum() == 2 * 3 * 3
    assert [note.code for note in mask.notes] == ["no_lesions_outlined"]


def test_the_place_that_is_taken_from_a_ct_in_metres(tmp_path):
    ct, mask = tmp_path / "ct.nii", tmp_path / "mask.nii"
    ct.write_bytes(nifti(1e-3, "meter"))
    mask.write_bytes(nifti(77.0, "mm", np.zeros((4, 5, 6), np.uint8)))
    found = read_label_map(mask, geometry_from=ct).affine_lps
    assert np.linalg.norm(found[:3, :3], axis=0) == pytest.approx(SPACING)
