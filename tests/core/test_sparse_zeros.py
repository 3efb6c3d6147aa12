"""Volumes of zeros: what is written is there, and what is not takes no memory."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np
import pytest

from core.sparse_zeros import sparse_zeros, write_plane


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


@pytest.mark.parametrize("dtype", [np.uint8, np.int32])
def test_zeros_that_can_be_written(dtype):
    volume = sparse_zeros((3, 4, 5), dtype)
    assert volume.shape == (3, 4, 5)
    assert volume.dtype == dtype
    assert not volume.any()
    volume[1, 2, 3] = 7
    assert volume.sum() == 7
    assert volume.flags.c_contiguous
    assert volume.flags.writeable


def test_of_no_size():
    assert sparse_zeros((0, 4, 5), np.uint8).shape == (0, 4, 5)


def test_a_plane_takes_all_values_whatever_it_held():
    volume = sparse_zeros((1, 6, 4), np.uint8)
    for rows in ((1, 2), (3,), (0, 5), ()):
        values = np.zeros((6, 4), np.uint8)
        values[list(rows), 1] = 9
        write_plane(volume[0], values)
        assert np.array_equal(volume[0], values)


@pytest.mark.skipif(
    not hasattr(mmap, "MADV_NOHUGEPAGE"), reason="this system hands out memory in another way"
)
def test_only_what_is_written_takes_memory():
    before = resident_bytes()
    volume = sparse_zeros((256, 512, 512), np.uint8)  # 64 MiB
    values = np.zeros((512, 512), np.uint8)
    values[100:108] = 1  # one page of 4 kB, or less
    for plane in volume:
        write_plane(plane, values)
    assert volume.sum() == 256 * 8 * 512
    # Of 64 MiB one in 64 was written; the rest was only read.
    assert resident_bytes() - before < 32 * 2**20
