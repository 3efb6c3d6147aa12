"""Run lengths of a slice, there and back."""

from __future__ import annotations

import numpy as np
import pytest

from core.annotation.run_lengths import decode, encode
from core.errors import InputError


def test_runs_cross_the_ends_of_rows():
    voxels = np.array([[0, 0, 1], [1, 1, 7]], np.uint8)
    assert encode(voxels) == [0, 2, 1, 3, 7, 1]
    assert decode([0, 2, 1, 3, 7, 1], (2, 3)).tolist() == voxels.tolist()


def test_any_slice_comes_back():
    voxels = np.random.default_rng(1).integers(0, 256, (31, 17), np.uint8)
    assert (decode(encode(voxels), voxels.shape) == voxels).all()


@pytest.mark.parametrize(
    "runs",
    [
        [0, 5],
        [0, 7],
        [0, 6, 1],
        [256, 6],
        [-1, 6],
        [0, 7, 1, -1],
        [0, 2**62, 1, 2**62, 2, 6],
        [0.5, 6],
        ["0", "6"],
        [0, 0, 1, 6],
        [],
    ],
)
def test_runs_that_do_not_fill_the_slice_are_refused(runs):
    with pytest.raises(InputError):
        decode(runs, (2, 3))
