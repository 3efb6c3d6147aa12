"""Slices are ordered by where they lie in the patient, whatever files and numbers say."""

from __future__ import annotations

import numpy as np
import pytest

from core.dicom import discover, load_series
from tools.mock_dicom.mock_slice import ct_slice, write, write_all


def test_order_is_by_position_not_by_name_or_instance_number(tmp_path):
    # Name order and instance numbers both run against the positions, and not evenly.
    for name, number, z in (("a", 1, 10.0), ("b", 3, -5.0), ("c", 2, 5.0), ("d", 9, 0.0)):
        write(ct_slice(z, pixels=1024 + int(z), InstanceNumber=number), tmp_path / name)
    series = load_series([tmp_path])
    assert series.volume[:, 0, 0].tolist() == [-5, 0, 5, 10]
    assert series.positions_mm.tolist() == [-5.0, 0.0, 5.0, 10.0]
    assert series.slice_origins_mm[0].tolist() == [-10.0, -20.0, -5.0]
    assert series.spacing_mm == (5.0, 0.5, 0.75)
    assert series.warnings == ()


def test_rows_and_columns_are_as_in_the_file(tmp_path):
    pixels = np.arange(24, dtype=np.uint16).reshape(4, 6)
    series = load_series([write(ct_slice(pixels=pixels), tmp_path / "one")])
    assert np.array_equal(series.volume[0], pixels.astype(int) - 1024)
    assert series.row_direction == (1.0, 0.0, 0.0)
    assert series.column_direction == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("orientation", "name"),
    [
        ([1, 0, 0, 0, 1, 0], "head first, on the back"),
        ([-1, 0, 0, 0, -1, 0], "on the belly"),
        ([-1, 0, 0, 0, 1, 0], "feet first: the normal points down"),
        ([0, 1, 0, 1, 0, 0], "rows and columns exchanged"),
    ],
)
def test_index_0_is_the_most_inferior_slice_however_the_patient_lies(tmp_path, orientation, name):
    write_all([ct_slice(z, ImageOrientationPatient=orientation) for z in (3, 1, 2)], tmp_path)
    series = load_series([tmp_path])
    assert series.slice_origins_mm[:, 2].tolist() == [1.0, 2.0, 3.0], name
    assert series.positions_mm.tolist() == [1.0, 2.0, 3.0]
    assert [*series.row_direction, *series.column_direction] == orientation


def test_tilted_slices_are_ordered_along_their_normal_not_by_raw_z(tmp_path):
    # 30° about x: rows lean back. Moving a slice's origin within its own plane changes z but not
    # the order: slice k lies at k * 2 mm along the normal, and its origin is shifted up the plane
    # so that raw z falls as k grows.
    angle = np.radians(30)
    row, column = np.array([1, 0, 0]), np.array([0, np.cos(angle), np.sin(angle)])
    normal = np.cross(row, column)
    for k in range(4):
        origin = k * 2.0 * normal - k * 10.0 * column
        ds = ct_slice(
            pixels=1024 + k,
            ImagePositionPatient=[round(float(x), 6) for x in origin],
            ImageOrientationPatient=[round(float(x), 6) for x in (*row, *column)],
            InstanceNumber=4 - k,
        )
        write(ds, tmp_path / f"{3 - k}")
    series = load_series([tmp_path])
    assert series.volume[:, 0, 0].tolist() == [0, 1, 2, 3]
    assert np.diff(series.slice_origins_mm[:, 2]).max() < 0
    assert series.spacing_mm[0] == pytest.approx(2.0, abs=1e-4)


def test_one_slice_opens_with_its_thickness_as_spacing(tmp_path):
    found = discover([write(ct_slice(SliceThickness=2.5), tmp_path / "one")])
    assert found.candidates[0].spacing_mm == (2.5, 0.5, 0.75)
    assert "Only one slice" in found.candidates[0].warnings[0]
