import numpy as np
import pytest

from core.comparison.surface import surface_distances_mm

SHAPE = (6, 12, 12)


def block(rows: slice) -> np.ndarray:
    body = np.zeros(SHAPE, bool)
    body[2:4, rows, 3:6] = True
    return body


def test_a_body_moved_by_two_rows():
    """3 rows x 3 columns x 2 slices: every voxel is on the surface; a pixel is 0.5 mm high."""
    a, b = block(slice(2, 5)), block(slice(4, 7))
    distances = surface_distances_mm(a, b, (5.0, 0.5, 1.0))
    # Rows 2, 3 and 4 of a lie 2, 1 and 0 rows from b's first row, 4; and b's rows likewise from a.
    assert sorted(distances) == pytest.approx(sorted([1.0, 0.5, 0.0] * 12))
    assert distances.mean() == pytest.approx(0.5)


def test_the_slice_spacing_counts():
    a, b = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
    a[1, 5, 5] = b[3, 5, 5] = True
    assert surface_distances_mm(a, b, (5.0, 0.5, 0.5)).tolist() == [10.0, 10.0]


def test_inner_voxels_are_not_on_the_surface():
    a = np.zeros(SHAPE, bool)
    a[1:6, 2:7, 2:7] = True
    # 5 x 5 x 5 voxels with 3 x 3 x 3 inside.
    assert surface_distances_mm(a, a, (1.0, 1.0, 1.0)).tolist() == [0.0] * 2 * (125 - 27)


def test_an_empty_body_has_no_surface():
    assert surface_distances_mm(block(slice(2, 5)), np.zeros(SHAPE, bool), (1, 1, 1)) is None
