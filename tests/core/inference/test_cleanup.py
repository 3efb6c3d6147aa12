from dataclasses import replace

import numpy as np
import pytest

from core.inference.cleanup import (
    CleanUpRules,
    clean_up,
    drop_fat_and_gas,
    drop_lesions_outside_liver,
    drop_small_lesions,
    fill_holes,
    keep_main_parts,
    one_class_per_lesion,
)
from tests.core.known_network import hu_series


def grid(*slices):
    """Slices written as strings, one digit a voxel, rows separated by spaces."""
    return np.array([[[int(c) for c in row] for row in s.split()] for s in slices], np.uint8)


def test_small_holes_become_liver_and_large_ones_stay():
    mask = grid("1111111 1011001 1111001 1111111")
    fill_holes(mask, max_pixels=2)
    assert mask.tolist() == grid("1111111 1111001 1111001 1111111").tolist()


def test_a_bay_is_no_hole():
    mask = grid("111 101 101")
    before = mask.copy()
    fill_holes(mask, max_pixels=9)
    assert (mask == before).all()


def test_small_parts_of_the_liver_go_with_their_lesions():
    mask = grid("1111100013 1111100000", "1111100000 1111100000")  # 20 and 2 voxels
    keep_main_parts(mask, np.ones(2), share=0.2)
    assert mask.tolist() == grid("1111100000 1111100000", "1111100000 1111100000").tolist()


def test_a_part_above_the_share_stays():
    mask = grid("111110011")
    before = mask.copy()
    keep_main_parts(mask, np.ones(1), share=0.4)
    assert (mask == before).all()


def test_parts_are_weighed_by_volume_not_voxels():
    mask = grid("11000", "00000", "00111")  # 2 voxels x 6 mm against 3 voxels x 1 mm
    keep_main_parts(mask, np.array([6.0, 1.0, 1.0]), share=0.5)
    assert mask.tolist() == grid("11000", "00000", "00000").tolist()


def test_parts_that_touch_at_a_corner_of_neighbouring_slices_are_one():
    mask = grid("1100 0000", "0000 0011")
    mask[1, 1, 1] = 0
    mask[1] = 0
    mask[1, 1, 2] = 1
    before = mask.copy()
    keep_main_parts(mask, np.ones(2), share=0.9)
    assert (mask == before).all()


def test_a_lesion_at_the_capsule_stays_and_one_that_leans_on_the_liver_goes():
    # Left: a lesion of one voxel, 3 of its 4 faces in the plane against liver.
    # Right: a 2 x 4 lesion that meets the liver with 1 of its 12 faces in the plane.
    mask = grid("0000000000 1131110000 1111112222 1111100222 1111100000")
    drop_lesions_outside_liver(mask, contact=0.2)
    assert mask.tolist() == grid("0000000000 1131110000 1111110000 1111100000 1111100000").tolist()


def test_the_border_of_the_volume_is_no_surface():
    # Both lesion voxels lie on the border: 2 faces against liver, none against background.
    mask = grid("33 11")
    drop_lesions_outside_liver(mask, contact=0.9)
    assert mask.tolist() == grid("33 11").tolist()


def test_fat_and_gas_are_no_lesions_and_cysts_are():
    mask = grid("1331221331")
    hu = np.array([[[100, -90, 10, 100, 5, -15, 100, 30, -80, 100]]], np.int16)
    drop_fat_and_gas(mask, hu, -20.0)  # means -40, -5, -25
    assert mask.tolist() == grid("1001221001").tolist()


def test_each_lesion_takes_the_class_with_more_probability():
    mask = grid("1223100312")
    lesion = np.full(mask.shape, 200, np.uint8)
    malignant = np.zeros_like(lesion)
    malignant[0, 0, 1:4] = 90, 90, 190  # 370 of 600: malignant, though two voxels said benign
    malignant[0, 0, 7] = 99  # 99 of 200: benign
    malignant[0, 0, 9] = 100  # a tie goes to the graver class
    one_class_per_lesion(mask, lesion, malignant)
    assert mask.tolist() == grid("1333100213").tolist()


def test_small_lesions_become_liver_by_volume_or_by_voxels():
    mask = grid("1311221133311")
    drop_small_lesions(mask, np.array([4.0]), smallest_mm3=8.0, smallest_voxels=1)
    assert mask.tolist() == grid("1111221133311").tolist()
    drop_small_lesions(mask, np.array([4.0]), smallest_mm3=0.0, smallest_voxels=3)
    assert mask.tolist() == grid("1111111133311").tolist()


def test_all_rules_together_on_a_series():
    mask = np.zeros((4, 40, 40), np.uint8)
    mask[:, 5:35, 5:25] = 1
    mask[1:3, 10:18, 8:16] = 2
    mask[1:3, 12:18, 8:16] = 3
    mask[0, 30, 20] = 3  # a speck
    mask[2, 38, 38] = 1  # an island
    mask[3, 20, 20] = 0  # a hole
    lesion = np.where(mask >= 2, 255, 0).astype(np.uint8)
    malignant = np.where(mask == 3, 255, 0).astype(np.uint8)
    clean_up(mask, lesion, malignant, hu_series(np.zeros(mask.shape)), CleanUpRules())
    expected = np.zeros_like(mask)
    expected[:, 5:35, 5:25] = 1
    expected[1:3, 10:18, 8:16] = 3
    assert (mask == expected).all()


def test_what_is_too_small_to_be_a_liver_leaves_nothing():
    rules = CleanUpRules(liver_mm2=100.0)
    series = hu_series(np.zeros((2, 20, 20)), (5.0, 2.0, 2.0))
    for pixels, stays in ((24, False), (25, True)):
        mask = np.zeros((2, 20, 20), np.uint8)
        mask[0, 3, :12] = mask[0, 4, : pixels - 12] = 1
        mask[1, 3, :12] = 1
        none = np.zeros_like(mask)
        clean_up(mask, none, none, series, rules)
        assert mask.any() == stays


def test_an_empty_mask_stays_empty():
    mask = np.zeros((2, 5, 5), np.uint8)
    clean_up(mask, mask.copy(), mask.copy(), hu_series(np.zeros(mask.shape)), CleanUpRules())
    assert not mask.any()


@pytest.mark.parametrize("diameter_mm", [6.0])
def test_the_size_limit_is_the_volume_of_a_ball(diameter_mm):
    # A ball of 6 mm has 113 mm³: 12 voxels of 10 mm³ stay, 11 go.
    rules = CleanUpRules(lesion_diameter_mm=diameter_mm)
    series = hu_series(np.zeros((3, 20, 20)), (2.5, 2.0, 2.0))
    for length, stays in ((11, False), (12, True)):
        mask = np.ones((3, 20, 20), np.uint8)
        mask[1, 5, 3 : 3 + length] = 3
        certain = np.full(mask.shape, 255, np.uint8)
        clean_up(mask, certain, certain, series, rules)
        assert (mask == 3).any() == stays


@pytest.mark.parametrize(("modality", "left"), [("CT", 0), ("MR", 125)])
def test_the_values_of_mr_tell_neither_fat_nor_gas(modality, left):
    mask = np.ones((9, 60, 60), np.uint8)
    mask[2:7, 20:25, 20:25] = 3
    series = hu_series(np.where(mask == 3, -150.0, 100.0))
    series = replace(series, tags=replace(series.tags, modality=modality))
    certain = np.full(mask.shape, 255, np.uint8)
    clean_up(mask, certain, certain, series, CleanUpRules())
    assert (mask == 3).sum() == left
