import numpy as np
import pytest

from core.study.places import carry, places_of, values_at, voxels_at
from tests.core.known_network import hu_series

#: Slices at 0, 5, 10 and 30 mm; pixels of 2 mm.
PLACES = np.array([0.0, 5.0, 10.0, 30.0])


@pytest.fixture
def uneven():
    volume = np.arange(4)[:, None, None] * np.ones((4, 6, 8)) * 10
    return hu_series(volume, (5.0, 2.0, 2.0), positions_mm=PLACES, origin_xy=(100.0, -50.0))


def test_a_place_is_found_by_the_slices_own_positions(uneven):
    points = np.array(
        [[100.0, -50.0, 0.0], [104.0, -44.0, 7.5], [100.0, -50.0, 20.0], [100.0, -50.0, -5.0]]
    )
    found = voxels_at(uneven, points).T
    # Halfway between slices 2 and 3 lies 20 mm; below the first it goes on in steps of 5 mm.
    assert found == pytest.approx(np.array([[0, 0, 0], [1.5, 3, 2], [2.5, 0, 0], [-1, 0, 0]]))


def test_there_and_back(uneven):
    indices = np.argwhere(np.ones((4, 6, 8)))
    assert pytest.approx(indices) == voxels_at(uneven, places_of(uneven, indices)).T


def test_values_are_linear_between_voxels_and_absent_outside(uneven):
    points = np.array([[102.0, -48.0, 2.5], [102.0, -48.0, 31.0], [90.0, -48.0, 2.5]])
    values = values_at(uneven, points)
    assert values[0] == pytest.approx(5.0)
    assert np.isnan(values[1:]).all()


def test_a_gantry_tilt_is_no_shift():
    tilted = hu_series(np.zeros((3, 4, 4)), (5.0, 1.0, 1.0))
    tilted.slice_origins_mm[:, 1] = [0.0, 2.0, 4.0]
    assert voxels_at(tilted, np.array([[1.0, 5.0, 10.0]])).T[0] == pytest.approx([2, 1, 1])


def test_labels_are_carried_to_a_coarser_grid_that_lies_elsewhere():
    reference = hu_series(np.zeros((6, 20, 20)), (5.0, 1.0, 1.0))
    mask = np.zeros((6, 20, 20), np.uint8)
    mask[2:4, 4:12, 6:14] = 3
    # Pixels of 2 mm, the first slice 10 mm higher; the patient moved 4 mm to the left.
    other = hu_series(np.zeros((3, 10, 12)), (5.0, 2.0, 2.0), positions_mm=np.arange(3) * 5 + 10.0)
    matrix = np.eye(4)
    matrix[0, 3] = 4.0
    carried = carry(reference, mask, other, matrix)
    laid = carried.whole(carried.of(mask))
    assert laid.shape == (3, 10, 12)
    expected = np.zeros((3, 10, 12), np.uint8)
    # Columns 6..13 mm are 10..17 mm there: pixels of 2 mm at 10, 12, 14 and 16.
    expected[0:2, 2:6, 5:9] = 3
    assert np.array_equal(laid, expected)


def test_nothing_is_carried_to_where_the_organ_is_not():
    reference = hu_series(np.zeros((6, 20, 20)), (5.0, 1.0, 1.0))
    mask = np.zeros((6, 20, 20), np.uint8)
    mask[2:4, 4:12, 6:14] = 1
    far = hu_series(np.zeros((3, 10, 12)), (5.0, 2.0, 2.0), positions_mm=np.arange(3) * 5 + 900.0)
    assert carry(reference, mask, far, np.eye(4)) is None
