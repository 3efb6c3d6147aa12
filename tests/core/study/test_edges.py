import numpy as np
import pytest

from core.study.edges import edge_shift
from tests.core.known_network import hu_series

#: A ball of 30 mm in the middle of 100 mm, voxels of 2 mm.
Z, Y, X = np.mgrid[:50, :50, :50] * 2.0
INSIDE = (Z - 49) ** 2 + (Y - 49) ** 2 + (X - 49) ** 2 <= 30**2
BALL = hu_series(np.where(INSIDE, 100, 0), (2.0, 2.0, 2.0))


def shifted(mm: float) -> np.ndarray:
    matrix = np.eye(4)
    matrix[0, 3] = mm
    return matrix


def test_an_edge_in_its_place():
    found = edge_shift(BALL, INSIDE.astype(np.uint8), BALL, np.eye(4))
    assert found.median_mm == 0.0
    assert found.share == 1.0
    assert found.n_places > 500


def test_a_ball_that_is_moved_has_edges_half_as_far_off_in_the_median():
    # The cosine between normal and shift is even from 0 to 1 on a ball: its median is 1/2.
    found = edge_shift(BALL, INSIDE.astype(np.uint8), BALL, shifted(8.0))
    assert found.median_mm == pytest.approx(4.0, abs=0.75)
    assert found.p90_mm == pytest.approx(7.2, abs=1.0)


def test_other_hu_don_t_matter():
    bright = hu_series(np.where(INSIDE, 220, 90), (2.0, 2.0, 2.0))
    found = edge_shift(BALL, INSIDE.astype(np.uint8), bright, np.eye(4))
    assert (found.median_mm, found.share) == (0.0, 1.0)


def test_without_an_edge_nothing_is_measured():
    flat = hu_series(np.full((50, 50, 50), 60), (2.0, 2.0, 2.0))
    found = edge_shift(BALL, INSIDE.astype(np.uint8), flat, np.eye(4))
    assert (found.median_mm, found.share) == (None, 0.0)
    assert edge_shift(flat, INSIDE.astype(np.uint8), BALL, np.eye(4)).n_places == 0
