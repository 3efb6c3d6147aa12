"""One NIfTI volume: turned to LPS and axial, index 0 inferior; what isn't CT is refused."""

from __future__ import annotations

import gzip

import nibabel
import numpy as np
import pytest

from core.dicom import MemoryFile, discover, load_series, read_slice, sentences
from core.errors import NoSeriesError

SPACING = (0.5, 0.75, 3.0)  # x, y, z in mm


def volume_xyz() -> np.ndarray:
    """(4, 5, 6): x grows to the right, y to the front, z to the head; -1000 with marks."""
    data = np.full((4, 5, 6), -1000, np.int16)
    data += np.arange(120, dtype=np.int16).reshape(4, 5, 6)
    return data


def as_file(data, affine, name="ct.nii.gz", kind=nibabel.Nifti1Image) -> MemoryFile:
    raw = kind(data, affine).to_bytes()
    return MemoryFile(name, gzip.compress(raw) if name.endswith("gz") else raw)


def ras_affine():
    affine = np.diag([*SPACING, 1.0])
    affine[:3, 3] = [-1.0, -2.0, -30.0]
    return affine


@pytest.mark.parametrize("name", ["ct.nii", "ct.nii.gz"])
@pytest.mark.parametrize("kind", [nibabel.Nifti1Image, nibabel.Nifti2Image])
def test_ras_becomes_lps_rows_and_slices(name, kind):
    data = volume_xyz()
    series = load_series([as_file(data, ras_affine(), name, kind)])
    # Columns must increase to the left and rows to the back: both in-plane axes are flipped.
    assert np.array_equal(series.volume, data[::-1, ::-1, :].transpose(2, 1, 0))
    assert series.volume.dtype == np.int16
    assert series.volume.flags.c_contiguous
    assert not series.volume.flags.writeable
    assert series.row_direction == (1.0, 0.0, 0.0)
    assert series.column_direction == (0.0, 1.0, 0.0)
    assert series.spacing_mm == (3.0, 0.75, 0.5)
    # The first voxel is now the one furthest right and front: RAS (-1 + 3 * 0.5, -2 + 4 * 0.75),
    # that is LPS (-0.5, -1, -30).
    assert series.slice_origins_mm[0].tolist() == [-0.5, -1.0, -30.0]
    assert series.positions_mm.tolist() == [-30.0, -27.0, -24.0, -21.0, -18.0, -15.0]


@pytest.mark.parametrize("codes", ["LPS", "RAI", "PIR", "SAL", "IRP"])
def test_any_storage_order_gives_the_same_series(codes):
    image = nibabel.Nifti1Image(volume_xyz(), ras_affine())
    turn = nibabel.orientations.ornt_transform(
        nibabel.orientations.axcodes2ornt("RAS"), nibabel.orientations.axcodes2ornt(codes)
    )
    turned = image.as_reoriented(turn)
    expected = load_series([as_file(volume_xyz(), ras_affine())])
    series = load_series([as_file(np.asarray(turned.dataobj), turned.affine)])
    assert np.array_equal(series.volume, expected.volume)
    assert np.allclose(series.slice_origins_mm, expected.slice_origins_mm)
    assert np.allclose(series.affine_ras, expected.affine_ras)


def test_affine_ras_is_that_of_the_turned_volume():
    series = load_series([as_file(volume_xyz(), ras_affine())])
    # Voxel (z, y, x) = (2, 1, 3) holds the value of file voxel (0, 3, 2).
    assert series.volume[2, 1, 3] == volume_xyz()[0, 3, 2]
    at = series.affine_ras @ [3, 1, 2, 1]
    assert at[:3].tolist() == (ras_affine() @ [0, 3, 2, 1])[:3].tolist()


def test_scaling_in_the_header_is_applied():
    image = nibabel.Nifti1Image(np.arange(120, dtype=np.int16).reshape(4, 5, 6), ras_affine())
    raw = bytearray(image.to_bytes())
    raw[112:120] = np.array([10.0, -1024.0], "<f4").tobytes()  # scl_slope, scl_inter
    series = load_series([MemoryFile("ct.nii", bytes(raw))])
    assert series.volume.min() == -1024
    assert series.volume.max() == 10 * 119 - 1024
    assert series.volume.dtype == np.float32


def test_thumbnail_and_tags():
    found = discover([as_file(volume_xyz(), ras_affine())])
    (candidate,) = found.candidates
    assert (candidate.n_slices, candidate.shape) == (6, (5, 4))
    assert candidate.uid.startswith("nifti-")
    assert candidate.tags.series_description == "ct.nii.gz"
    assert read_slice(candidate).shape == (5, 4)


def refusal(data, affine=None) -> NoSeriesError:
    return refusal_of(as_file(data, ras_affine() if affine is None else affine))


def refusal_of(file: MemoryFile) -> NoSeriesError:
    with pytest.raises(NoSeriesError) as error:
        discover([file])
    assert file.name in str(error.value)
    return error.value


def test_what_is_not_ct_is_refused_with_the_reason():
    spread = np.linspace(0, 1, 120, dtype=np.float32).reshape(4, 5, 6)
    for values, low, high in ((spread, 0, 1), (spread * 4000, 0, 4000), (spread * 6 - 3, -3, 3)):
        error = refusal(values.astype(np.float32))
        assert error.code == "nifti_not_hu"
        assert sentences.nifti.nifti_not_hu(low, high) in str(error)
    labels = (np.arange(120) % 4).astype(np.uint8).reshape(4, 5, 6)
    assert refusal(labels).code == "nifti_labels"
    assert refusal(np.where(spread > 0.5, np.nan, -1000 * spread)).code == "nifti_not_numbers"
    for shape in ((4, 5, 6, 2), (4, 5)):
        error = refusal(np.zeros(shape, np.int16))
        assert error.code == "nifti_dimensions"
        assert sentences.nifti.nifti_dimensions(len(shape)) in str(error)
    colours = np.zeros((4, 5, 6), [("R", "u1"), ("G", "u1"), ("B", "u1")])
    assert refusal(colours).code == "nifti_colours"


def test_a_fourth_dimension_of_one_is_no_hindrance():
    assert load_series([as_file(volume_xyz()[..., None], ras_affine())]).n_slices == 6


def test_geometry_that_makes_no_sense_is_refused():
    flat = bytearray(nibabel.Nifti1Image(volume_xyz(), ras_affine()).to_bytes())
    flat[320:324] = bytes(4)  # srow_z[2]: slices 0 mm apart
    assert refusal_of(MemoryFile("ct.nii", bytes(flat))).code == "nifti_impossible_affine"
    skewed = ras_affine()
    skewed[0, 1] = 0.5
    assert refusal(volume_xyz(), skewed).code == "nifti_skewed"
    angle = np.radians(44)
    oblique = ras_affine()
    turn = np.array(
        [[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]]
    )
    oblique[:3, :3] = turn @ oblique[:3, :3]
    assert refusal(volume_xyz(), oblique).code == "nifti_not_axial"


def test_a_sheared_stack_opens_with_a_warning():
    # Each slice moves 1 mm to the back per 3 mm: atan(1 / 3) = 18.4 degrees.
    tilted = ras_affine()
    tilted[1, 2] = -1.0
    series = load_series([as_file(volume_xyz(), tilted)])
    assert series.warnings == (sentences.series.gantry_tilt_throughout(18.4),)
    assert series.spacing_mm[0] == pytest.approx(3.0)


def test_no_orientation_in_the_file_is_told():
    image = nibabel.Nifti1Image(volume_xyz(), None)
    series = load_series([MemoryFile("ct.nii", image.to_bytes())])
    assert series.warnings[0].code == "nifti_orientation_unknown"


@pytest.mark.parametrize("name", ["ct.nii", "ct.nii.gz"])
def test_a_cut_file_is_refused(name):
    file = as_file(volume_xyz(), ras_affine(), name)
    for kept in (len(file.data) - 40, len(file.data) // 2, 10):
        assert refusal_of(MemoryFile(name, file.data[:kept])).code == "damaged_nifti"


def test_a_text_file_called_nii_is_refused():
    assert refusal_of(MemoryFile("a.nii", b"hello " * 200)).code == "damaged_nifti"


def test_nifti_is_known_by_its_content_too():
    file = as_file(volume_xyz(), ras_affine())
    assert load_series([MemoryFile("upload", file.data)]).n_slices == 6


def test_a_header_that_asks_for_too_much_memory_is_refused():
    raw = bytearray(nibabel.Nifti1Image(volume_xyz(), ras_affine()).to_bytes())
    raw[42:48] = np.array([4000, 4000, 30000], "<i2").tobytes()
    error = refusal_of(MemoryFile("ct.nii", bytes(raw)))
    assert error.code == "nifti_too_large"
    assert sentences.nifti.nifti_too_large((4000, 4000, 30000)) in str(error)
