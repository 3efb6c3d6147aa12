"""Uneven stacks open as acquired, and a warning says where and by how much."""

from __future__ import annotations

import numpy as np
import pytest

from core.dicom import load_series
from tools.mock_dicom.mock_slice import ct_slice, write_all


def series_at(folder, positions, **changes):
    return load_series([write_all([ct_slice(z, **changes) for z in positions], folder)])


def test_an_even_stack_has_no_warning(tmp_path):
    series = series_at(tmp_path, [-10.0, -7.5, -5.0, -2.5])
    assert series.warnings == ()
    assert series.spacing_mm[0] == 2.5


def test_positions_rounded_in_the_file_are_even(tmp_path):
    series = series_at(tmp_path, [0.0, 1.2, 2.5, 3.8, 5.0, 6.2, 7.5])  # 1.25 mm to one decimal
    assert series.warnings == ()


def test_one_missing_slice(tmp_path):
    series = series_at(tmp_path, [-420.0, -417.0, -414.0, -408.0, -405.0])
    assert series.n_slices == 5
    assert series.spacing_mm[0] == 3.0
    assert series.warnings == (
        "1 slice missing near -411.0 mm: shown as acquired, not interpolated.",
    )
    # The volume of the gap is not invented: each slice counts for 3 mm.
    assert series.slice_thicknesses_mm.tolist() == [3.0] * 5


def test_several_gaps_are_counted_and_placed(tmp_path):
    missing = {4, 10, 11, 15}
    series = series_at(tmp_path, [k * 2.0 for k in range(20) if k not in missing])
    assert series.warnings == (
        "4 slices missing near 8.0, 21.0 and 30.0 mm: shown as acquired, not interpolated.",
    )


def test_many_gaps_name_the_first_three_places(tmp_path):
    missing = {3, 8, 13, 18, 23}
    series = series_at(tmp_path, [float(k) for k in range(40) if k not in missing])
    assert series.warnings == (
        "5 slices missing near 3.0, 8.0, 13.0 mm and 2 other places: "
        "shown as acquired, not interpolated.",
    )


def test_two_spacings_in_one_series_are_uneven_not_missing(tmp_path):
    series = series_at(tmp_path, [0.0, 2.5, 5.0, 7.5, 10.0, 12.5, 17.5, 22.5, 27.5, 32.5])
    assert series.spacing_mm[0] == 2.5
    assert series.warnings == (
        "Uneven slice spacing, 2.50 to 5.00 mm, near 15.0, 20.0, 25.0 mm and 1 other place: "
        "measurements use the true positions.",
    )


def test_a_slightly_shifted_slice_is_uneven(tmp_path):
    series = series_at(tmp_path, [0.0, 5.0, 11.0, 15.0, 20.0, 25.0])
    assert series.warnings == (
        "Uneven slice spacing, 4.00 to 6.00 mm, near 8.0 and 13.0 mm: "
        "measurements use the true positions.",
    )
    assert series.positions_mm.tolist() == [0.0, 5.0, 11.0, 15.0, 20.0, 25.0]


def test_gantry_tilt(tmp_path):
    # Slices lean by 20° but the table moves along z: 10 mm a slice along z is 10 cos 20° = 9.397
    # mm along the normal, and each slice moves 10 sin 20° = 3.420 mm within its plane.
    angle = np.radians(20)
    leaning = [1, 0, 0, 0, round(np.cos(angle), 6), round(-np.sin(angle), 6)]
    series = series_at(tmp_path, [0.0, 10.0, 20.0, 30.0], ImageOrientationPatient=leaning)
    assert series.spacing_mm[0] == pytest.approx(9.397, abs=1e-3)
    # The first origin, (-10, -20, 0), lies at -20 sin 20° = -6.8 mm along the normal.
    assert series.warnings == (
        "Gantry tilt of 20.0°: slices shift by 10.3 mm in-plane from -6.8 to 21.4 mm, "
        "shown as acquired.",
    )


def test_angled_slices_without_shear_are_no_gantry_tilt(tmp_path):
    angle = np.radians(20)
    column = np.array([0, np.cos(angle), -np.sin(angle)])
    normal = np.cross([1, 0, 0], column)
    slices = [
        ct_slice(
            ImagePositionPatient=[round(float(x), 6) for x in k * 5 * normal],
            ImageOrientationPatient=[1, 0, 0, *(round(float(x), 6) for x in column)],
        )
        for k in range(4)
    ]
    series = load_series([write_all(slices, tmp_path)])
    assert "Slices are angled by 20.0° from axial: shown as acquired." in series.warnings
    assert not any("Gantry" in warning for warning in series.warnings)


def test_a_tilt_that_only_the_header_states(tmp_path):
    series = series_at(tmp_path, [0.0, 5.0, 10.0], GantryDetectorTilt=12.0)
    assert series.warnings == (
        "The file states a gantry tilt of 12.0° which its slice positions don't show.",
    )


def test_a_slice_that_lies_sideways(tmp_path):
    slices = [ct_slice(z) for z in (0.0, 5.0, 10.0, 15.0, 20.0)]
    slices[2].ImagePositionPatient = [-2.0, -20.0, 10.0]  # 8 mm to the left of the others
    series = load_series([write_all(slices, tmp_path)])
    # The line through all five is moved by 8 / 5 = 1.6 mm: the slice lies 6.4 mm off it.
    assert series.warnings == (
        "Slices shift sideways by up to 6.4 mm near 10.0 mm: shown as acquired.",
    )
    assert series.slice_origins_mm[2].tolist() == [-2.0, -20.0, 10.0]
