"""One rule decides what a gap is; thicknesses and warnings follow it."""

from __future__ import annotations

import numpy as np
import pytest

from core.spacing import extents_mm, gaps, missing_mm


def positions(*distances_mm):
    return np.concatenate([[0.0], np.cumsum(distances_mm)])


def gaps_at(*distances_mm):
    return np.flatnonzero(gaps(positions(*distances_mm))).tolist()


def covered_mm(*distances_mm):
    return extents_mm(positions(*distances_mm), 1.0).sum()


def test_the_slices_of_an_even_stack_stand_for_their_distance():
    assert gaps_at(*[2.5] * 9) == []
    assert extents_mm(positions(*[2.5] * 9), 1.0) == pytest.approx([2.5] * 10)


def test_a_single_slice_stands_for_what_the_file_states():
    assert extents_mm(np.array([7.0]), 2.5).tolist() == [2.5]
    assert gaps(np.array([7.0])).tolist() == []


def test_what_no_slice_stands_for():
    # One slice is missing at 15: 10 to 12.5 and 17.5 to 20 belong to its neighbours.
    assert missing_mm(positions(5, 5, 10, 5, 5)).tolist() == [0, 0, 5, 0, 0]
    assert missing_mm(positions(*[2.0] * 9, *[6.0] * 9)).tolist() == [0] * 18
    assert missing_mm(np.array([7.0])).tolist() == []


@pytest.mark.parametrize("ratio", [1.6, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("order", [1, -1], ids=["thin below", "thick below"])
@pytest.mark.parametrize(("thin", "thick"), [(51, 14), (14, 51), (20, 20), (40, 3)])
def test_two_spacings_are_no_gaps(ratio, order, thin, thick):
    distances = ([2.0] * thin + [2.0 * ratio] * thick)[::order]
    assert gaps_at(*distances) == []
    # From the first slice to the last, and half a slice beyond each end.
    assert covered_mm(*distances) == pytest.approx(
        2 * thin + 2 * ratio * thick + (2 + 2 * ratio) / 2
    )


@pytest.mark.parametrize("ratio", [1.6, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("group", [2, 3], ids=["pairs", "threes"])
def test_slices_in_pairs_are_no_gaps(ratio, group):
    distances = ([2.0] * (group - 1) + [2.0 * ratio]) * 8
    assert gaps_at(*distances) == []
    assert covered_mm(*distances) == pytest.approx(sum(distances) + (2 + 2 * ratio) / 2)


def test_two_slices_side_by_side_are_a_gap_that_is_not_filled():
    # Slices 10 and 11 of 24 are missing: 22 slices of 8 mm are there.
    distances = [8.0] * 9 + [24.0] + [8.0] * 11
    assert gaps_at(*distances) == [9]
    assert covered_mm(*distances) == pytest.approx(22 * 8.0)


@pytest.mark.parametrize("places", [(3,), (0,), (20,), (5, 11), (5, 7), (5, 6)])
def test_one_or_two_missing_slices_are_not_filled(places):
    distances = np.full(21, 8.0)
    distances[list(places)] = 16.0
    assert gaps_at(*distances) == list(places)
    assert covered_mm(*distances) == pytest.approx(22 * 8.0)


def test_a_gap_in_a_stack_of_two_spacings():
    # One slice is missing among the thin ones, and one among the thick ones.
    distances = [2.0] * 30 + [4.0] + [2.0] * 20 + [6.0] * 8 + [12.0] + [6.0] * 5
    assert gaps_at(*distances) == [30, 59]
    assert covered_mm(*distances) == pytest.approx(sum(distances) - 2 - 6 + (2 + 6) / 2)


def test_each_side_of_a_gap_keeps_its_own_spacing():
    # A thin chest, nothing for 30 mm, a thick abdomen.
    distances = [5.0] * 10 + [30.0] + [1.0] * 40
    assert gaps_at(*distances) == [10]
    extents = extents_mm(positions(*distances), 1.0)
    assert extents[9:13] == pytest.approx([5.0, 5.0, 1.0, 1.0])


def test_distances_that_grow_little_by_little_are_no_gaps():
    assert gaps_at(2.0, 2.2, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0) == []


def test_every_fifth_slice_missing_is_a_loss_not_a_spacing():
    assert gaps_at(*[2.0, 2.0, 2.0, 2.0, 2.0, 4.0] * 5) == [5, 11, 17, 23, 29]
