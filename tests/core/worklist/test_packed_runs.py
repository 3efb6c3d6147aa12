"""One slice in the database, there and back."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from core.worklist.packed_runs import pack, unpack


def test_any_slice_comes_back():
    voxels = np.random.default_rng(1).integers(0, 256, (31, 17), np.uint8)
    assert (unpack(pack(voxels), voxels.shape) == voxels).all()


def test_a_disc_takes_little_room():
    y, x = np.ogrid[:512, :512]
    disc = ((y - 256) ** 2 + (x - 256) ** 2 < 100**2).astype(np.uint8)
    # 199 rows with two runs between them; the array itself takes 262,144 bytes.
    assert len(pack(disc)) < 1500
    assert (unpack(pack(disc), disc.shape) == disc).all()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        pack(np.zeros((4, 6), np.uint8))[:-3],
        pack(np.zeros((4, 7), np.uint8)),
        zlib.compress(b"\0"),
        zlib.compress(b"\0" * 5),
        # Far more than a slice can hold.
        zlib.compress(b"\1" * 50_000_000),
    ],
)
def test_damage_is_noticed(data):
    with pytest.raises(ValueError, match="runs of a slice"):
        unpack(data, (4, 6))
