from __future__ import annotations

import numpy as np
import pytest

from core.agreement.outlines import pairs_of
from core.agreement.pooling import means_of
from tests.core.agreement.made import SHAPE, box


def body(z, y, x) -> np.ndarray:
    drawn = np.zeros(SHAPE, bool)
    drawn[box(z, y, x)] = True
    return drawn


def test_pairs_by_hand():
    """Two plates of 4 x 4 voxels on one slice, 2 columns apart; every voxel is a surface voxel.

    8 voxels are shared: Dice 16/32. Of each plate the 8 shared voxels are 0 mm from the other,
    4 are 1 column and 4 are 2 columns away, a column is 3 mm: mean (8 * 0 + 4 * 3 + 4 * 6) / 16.
    """
    a, b = body((1, 2), (2, 6), (0, 4)), body((1, 2), (2, 6), (2, 6))
    (pair,) = pairs_of({"a": a, "b": b}, (5.0, 2.0, 3.0))
    assert (pair.readers, pair.n_voxels) == (("a", "b"), 24)
    assert pair.dice == pytest.approx(0.5)
    assert pair.mean_mm == pytest.approx(36 / 16)
    assert pair.p95_mm == pytest.approx(6.0)


def test_without_spacing_there_is_no_distance():
    a = body((1, 2), (2, 6), (0, 4))
    (pair,) = pairs_of({"a": a, "b": a}, None)
    assert (pair.dice, pair.mean_mm, pair.p95_mm) == (1.0, None, None)


def test_means_leave_out_pairs_without_any_outline():
    empty, full = np.zeros(SHAPE, bool), body((1, 2), (2, 6), (0, 4))
    nothing, half, same = (
        *pairs_of({"a": empty, "b": empty}, (1.0, 1.0, 1.0)),
        *pairs_of({"a": full, "b": empty}, (1.0, 1.0, 1.0)),
        *pairs_of({"a": full, "b": full}, (1.0, 1.0, 1.0)),
    )
    assert (nothing.dice, half.dice, half.mean_mm, same.mean_mm) == (None, 0.0, None, 0.0)
    means = means_of([nothing, half, same])
    assert (means.n, means.dice, means.mean_mm) == (2, 0.5, 0.0)
    assert means_of([nothing]).dice is None
