"""Lesion numbers in the mask are those of the lesion table."""

from __future__ import annotations

import numpy as np

from core.lesions import lesion_numbers
from core.series import Series
from dashboard.components.viewer.mask import numbered_mask


def series(volume: np.ndarray) -> Series:
    """Slices of 2 mm, pixels of 1 mm, the usual axes."""
    origins = np.array([[0.0, 0.0, 2.0 * z] for z in range(len(volume))])
    return Series("1", volume, (2.0, 1.0, 1.0), origins, (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


def numbered(mask: np.ndarray) -> np.ndarray:
    ct = series(np.zeros(mask.shape, np.int16))
    return numbered_mask(mask, lesion_numbers(mask, ct))


def test_code_and_number_share_a_byte():
    mask = np.ones((3, 8, 8), np.uint8)
    mask[1, 1:4, 1:4] = 3  # 9 voxels: lesion 1, malignant
    mask[1, 5, 5:7] = 2  # 2 voxels: lesion 2, benign
    expected = mask.copy()
    expected[1, 1:4, 1:4] = 3 + 4 * 1
    expected[1, 5, 5:7] = 2 + 4 * 2
    np.testing.assert_array_equal(numbered(mask), expected)


def test_lesions_on_the_same_slices_are_told_apart_by_their_place():
    mask = np.zeros((2, 4, 20), np.uint8)
    mask[:, 1, 2:4] = 3
    mask[:, 1, 14:18] = 3  # larger, so number 1
    got = numbered(mask)
    assert set(got[:, 1, 2:4].ravel()) == {3 + 4 * 2}
    assert set(got[:, 1, 14:18].ravel()) == {3 + 4 * 1}


def test_a_mask_without_lesions_is_passed_on_as_a_copy():
    mask = np.ones((2, 3, 3), np.uint8)
    got = numbered(mask)
    np.testing.assert_array_equal(got, mask)
    assert not np.shares_memory(got, mask)


def test_lesions_past_63_keep_their_code():
    mask = np.zeros((1, 2, 140), np.uint8)
    mask[0, 0, ::2] = 2  # 70 lesions of one voxel
    got = numbered(mask)[0, 0, ::2]
    assert (got & 3 == 2).all()
    assert sorted(got >> 2)[-63:] == list(range(1, 64))
    assert (got >> 2 == 0).sum() == 7
