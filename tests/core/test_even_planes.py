"""Uneven slices on even planes: everything lies where it is in the patient."""

from __future__ import annotations

import numpy as np
import pytest

from core.even_planes import even_planes
from tests.core.known_network import hu_series


def series_at(positions, **changes):
    volume = np.zeros((len(positions), 4, 6))
    spacing = float(np.median(np.diff(positions)))
    return hu_series(volume, (spacing, 0.5, 0.75), positions_mm=np.array(positions), **changes)


def stack(*distances):
    return np.concatenate([[0.0], np.cumsum(distances)])


@pytest.mark.parametrize(
    "positions",
    [
        stack(*[2.5] * 9),
        np.round(stack(*[1.25] * 9), 1),  # rounded in the file
        np.array([3.0]),
        np.array([3.0, 9.0]),
    ],
)
def test_even_slices_need_no_planes(positions):
    volume = np.zeros((len(positions), 4, 6))
    usual = 2.5 if len(positions) == 1 else float(np.median(np.diff(positions)))
    assert even_planes(hu_series(volume, (usual, 1.0, 1.0), positions_mm=positions)) is None


@pytest.mark.parametrize("order", [1, -1])
def test_two_spacings_lie_on_planes_at_the_smaller_one(order):
    distances = ([2.0] * 6 + [6.0] * 4)[::order]
    planes = even_planes(series_at(stack(*distances)))
    assert planes.step_mm == pytest.approx(2.0)
    assert planes.off_mm == pytest.approx(0, abs=1e-9)
    # A thin slice stands for one plane, a thick one for three; the one between, for two.
    counts = np.bincount(planes.sources).tolist()
    assert counts == ([1] * 6 + [2] + [3] * 4)[::order]
    values = np.arange(11.0)[:, None, None] * np.ones((11, 4, 6))
    assert planes.lay(values)[:, 1, 1].tolist() == planes.sources.tolist()


@pytest.mark.parametrize(
    "distances",
    [
        [2.17] * 51 + [6.51] * 14,
        [2.5, 4.0] * 10,
        [2.5] * 10 + [4.0] * 10,
        [5.0, 6.0, 4.0, 5.0, 5.0],
        [8.0] * 9 + [24.0] + [8.0] * 11,
        [1.25] * 40 + [20.0] + [5.0] * 10,
    ],
)
def test_volumes_and_places_are_those_of_the_slices(distances):
    series = series_at(stack(*distances))
    planes = even_planes(series)
    mask = np.random.default_rng(0).random(series.volume.shape) < 0.3
    voxel = abs(np.linalg.det(planes.affine_lps[:3, :3]))
    true_mm3 = mask.sum(axis=(1, 2)) @ series.slice_thicknesses_mm * series.pixel_area_mm2()
    assert planes.lay(mask).sum() * voxel == pytest.approx(true_mm3, rel=0.03)
    heights = planes.affine_lps[2, 3] + planes.step_mm * np.arange(len(planes.sources))
    shown = planes.sources >= 0
    away = np.abs(heights - series.positions_mm[planes.sources])[shown]
    assert (away <= series.slice_thicknesses_mm[planes.sources][shown]).all()
    # Every slice is shown, and lies as close to a plane as is said.
    assert set(planes.sources[shown].tolist()) == set(range(series.n_slices))
    nearest = np.abs(heights[None] - series.positions_mm[:, None]).min(axis=1)
    assert nearest.max() == pytest.approx(planes.off_mm, abs=1e-6)
    assert planes.off_mm < 0.25 * np.diff(series.positions_mm).min()


def test_a_gap_is_empty():
    planes = even_planes(series_at(stack(*[8.0] * 5, 32.0, *[8.0] * 5)))
    # 6 slices, 3 that are missing, 6 slices.
    assert planes.sources.tolist() == [0, 1, 2, 3, 4, 5, -1, -1, -1, 6, 7, 8, 9, 10, 11]
    assert planes.lay(np.ones((12, 4, 6), np.uint8))[6:9].max() == 0


def test_a_slice_that_lies_sideways_is_moved_to_its_place():
    series = series_at(stack(*[5.0] * 4))
    series.slice_origins_mm[2, 0] += 2 * 0.75
    series.slice_origins_mm[2, 1] -= 0.5
    planes = even_planes(series)
    assert planes.shifts.tolist() == [[0, 0], [0, 0], [-1, 2], [0, 0], [0, 0]]
    values = np.zeros((5, 4, 6))
    values[2, 3, 1] = 1
    # Two columns to the right, one row up.
    assert np.argwhere(planes.lay(values)).tolist() == [[2, 2, 3]]
    assert (planes.take_back(planes.lay(values), 5) == values).all()


@pytest.mark.parametrize("distances", [[2.0] * 6 + [6.0] * 4, [5.0, 6.0, 4.0, 5.0, 5.0]])
def test_what_was_laid_can_be_taken_back(distances):
    planes = even_planes(series_at(stack(*distances)))
    n = len(distances) + 1
    values = np.random.default_rng(2).integers(0, 9, (n, 4, 6), np.uint8)
    assert (planes.take_back(planes.lay(values), n) == values).all()
    # A slice that no plane shows can't be.
    assert planes.take_back(planes.lay(values), n + 1) is None


def test_an_uneven_stack_with_a_tilted_gantry_keeps_its_shear():
    series = series_at(stack(*[2.0] * 6, *[6.0] * 4))
    series.slice_origins_mm[:, 1] += 0.3 * series.positions_mm
    planes = even_planes(series)
    assert planes.affine_lps[:3, 2] == pytest.approx([0, 0.6, 2.0])
    # Where a thick slice stands for the place above it, it goes straight up, not along the shear.
    at = int(np.flatnonzero(planes.sources == 8)[-1])
    assert planes.shifts[at].tolist() == [-1, 0]


def test_one_slip_among_hundreds_does_not_make_thousands_of_planes():
    positions = stack(*[5.0] * 50, 0.02, *[5.0] * 50)
    assert len(even_planes(series_at(positions)).sources) <= 401
