import numpy as np
import pytest

from core.lesions import measure_lesions
from core.lesions.liver_edge import is_cut
from tests.core.known_network import hu_series

SPACING = (5.0, 2.0, 1.0)


def distance(mask, spacing=SPACING, **series):
    (lesion,) = measure_lesions(mask, mask, hu_series(np.zeros(mask.shape), spacing, **series))
    return lesion.edge_distance_mm


def liver_with_lesion_at(z, rows, columns):
    """Liver on slices 1..7, rows 5..24, columns 5..44, of 9 x 30 x 50."""
    mask = np.zeros((9, 30, 50), np.uint8)
    mask[1:8, 5:25, 5:45] = 1
    mask[z, rows, columns] = 3
    return mask


def test_the_shortest_way_in_the_plane_and_across_slices():
    # Rows 24 and 5 are surface, 9 rows of 2 mm away; columns 20 away; slices 1 and 7, 3 x 5 mm.
    assert distance(liver_with_lesion_at(4, slice(14, 16), slice(25, 26))) == pytest.approx(15)
    # Three columns of 1 mm to column 5.
    assert distance(liver_with_lesion_at(4, slice(14, 16), slice(8, 10))) == pytest.approx(3)
    # One row of 2 mm to row 24.
    assert distance(liver_with_lesion_at(4, slice(22, 24), slice(25, 26))) == pytest.approx(2)
    # Two columns and one slice: the column is nearer than the surface below.
    assert distance(liver_with_lesion_at(2, slice(14, 16), slice(7, 9))) == pytest.approx(2)


def test_a_lesion_at_the_capsule_is_at_no_distance():
    assert distance(liver_with_lesion_at(4, slice(14, 16), slice(5, 9))) == 0


def test_liver_that_fills_the_image_shows_no_surface():
    mask = np.ones((3, 8, 8), np.uint8)
    mask[1, 3:5, 3:5] = 3
    assert distance(mask) is None


def test_an_end_of_the_series_is_no_surface():
    mask = liver_with_lesion_at(1, slice(14, 16), slice(25, 26))[1:8]
    # Slices 0 and 6 are the ends; rows are 9 x 2 mm away, columns 19 and more.
    assert distance(mask) == pytest.approx(18)


def test_a_vessel_that_the_liver_encloses_is_no_surface():
    mask = liver_with_lesion_at(4, slice(14, 16), slice(25, 26))
    mask[1:8, 14:16, 28:30] = 0
    assert distance(mask) == pytest.approx(15)


def test_uneven_slices_are_measured_where_they_are():
    mask = liver_with_lesion_at(4, slice(14, 16), slice(25, 26))
    positions = np.array([0.0, 5, 10, 12, 14, 16, 21, 26, 31])
    # Slice 1 lies 9 mm under slice 4, slice 7 lies 12 mm above it.
    assert distance(mask, positions_mm=positions) == pytest.approx(9)


@pytest.mark.parametrize(
    ("corner", "cut"),
    [
        ((0, 3, 3), True),
        ((4, 3, 3), True),
        ((2, 0, 3), True),
        ((2, 3, 8), True),
        ((2, 3, 3), False),
    ],
)
def test_a_lesion_on_the_first_or_last_slice_row_or_column_is_cut(corner, cut):
    series = hu_series(np.zeros((5, 10, 10)))
    assert is_cut(np.ones((1, 2, 2), bool), corner, series) is cut


def test_a_lesion_beside_the_padding_of_a_round_field_is_cut():
    volume = np.full((5, 10, 10), -1000)
    voxels = np.ones((1, 2, 2), bool)
    assert is_cut(voxels, (2, 3, 3), hu_series(volume)) is False
    volume[2, 3, 5] = -2000
    assert is_cut(voxels, (2, 3, 3), hu_series(volume)) is True
    assert is_cut(voxels, (3, 3, 3), hu_series(volume)) is False
