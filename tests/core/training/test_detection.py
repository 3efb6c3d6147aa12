"""Which lesions count as found, on slices small enough to count their pixels."""

import numpy as np
import pytest

from core.training.detection import (
    SIZES,
    TrueLesions,
    detection_sums,
    froc_points,
    size_index,
)

LIVER, MALIGNANT, UNCERTAIN = 1, 3, 255


def label_with(*boxes, code=MALIGNANT):
    """(32, 32) liver with `code` in the boxes (row, column, height, width)."""
    return paint(np.full((32, 32), LIVER, np.uint8), boxes, code)


def mask_with(*boxes):
    return paint(np.zeros((32, 32), bool), boxes, True)


def paint(plane, boxes, value):
    for row, column, height, width in boxes:
        plane[row : row + height, column : column + width] = value
    return plane


def match(label, predicted):
    found, false_positives = TrueLesions(label).match(predicted)
    return found.tolist(), false_positives


def test_a_tenth_of_the_joint_area_is_enough_and_less_is_not():
    label = label_with((4, 4, 4, 5))  # 20 pixels
    # 2 of 20 shared, nothing beside: too small a region to count (under 4 pixels).
    assert match(label, mask_with((4, 4, 1, 2))) == ([False], 0)
    # 4 shared, joint area 20 + 24 - 4 = 40: exactly a tenth.
    assert match(label, mask_with((4, 8, 4, 6))) == ([True], 0)
    # 4 shared, joint area 20 + 28 - 4 = 44: missed, and the region is a false positive.
    assert match(label, mask_with((4, 8, 4, 7))) == ([False], 1)


def test_an_outline_elsewhere_is_a_false_positive_and_a_speck_is_none():
    label = label_with((4, 4, 4, 4))
    assert match(label, mask_with((20, 20, 2, 2), (28, 28, 1, 3))) == ([False], 1)
    assert match(label, mask_with((4, 4, 4, 4), (20, 20, 2, 2))) == ([True], 1)
    assert match(label_with(), mask_with((20, 20, 2, 2))) == ([], 1)
    assert match(label, mask_with()) == ([False], 0)


def test_regions_that_touch_one_lesion_count_together():
    # Two halves of the lesion, 6 pixels each, 3 columns lost between them.
    label = label_with((10, 10, 3, 7))
    assert match(label, mask_with((10, 10, 3, 2), (10, 15, 3, 2))) == ([True], 0)


def test_one_outline_over_two_lesions_finds_the_one_it_fits():
    label = label_with((2, 2, 10, 10), (2, 14, 2, 2))  # 100 and 4 pixels
    # 2 x 2 in a region of 140: 4 / 140 is too little of the joint area.
    assert match(label, mask_with((2, 2, 10, 14))) == ([True, False], 0)


def test_uncertain_pixels_count_for_neither_side():
    label = label_with((4, 4, 4, 4))
    paint(label, [(4, 8, 4, 20), (20, 4, 4, 4)], UNCERTAIN)
    # 16 certain pixels shared and 80 uncertain ones: the joint area is 16.
    assert match(label, mask_with((4, 4, 4, 24))) == ([True], 0)
    # Half of the region lies on uncertain pixels: excused; less than half: not.
    assert match(label, mask_with((20, 4, 4, 8))) == ([False], 0)
    assert match(label, mask_with((20, 4, 4, 9))) == ([False], 1)


def test_lesions_share_a_side_and_specks_are_none():
    label = label_with((4, 4, 2, 2), (6, 6, 2, 2), (20, 20, 1, 3))
    lesions = TrueLesions(label)
    assert lesions.areas.tolist() == [4, 4]
    # What is outlined on the speck alone is not held against the prediction.
    assert match(label, mask_with((20, 20, 2, 3))) == ([False, False], 0)


def test_benign_and_malignant_pixels_that_touch_are_one_lesion():
    label = label_with((4, 4, 4, 4))
    label[4:8, 8:10] = 2
    assert TrueLesions(label).areas.tolist() == [24]


def test_sizes_are_diameters_of_discs_of_the_same_area_at_one_and_a_half_millimetres():
    # A disc of 34 pixels is 2 sqrt(34 / pi) = 6.58 pixels across, one of 36 pixels 6.77.
    lesions = TrueLesions(label_with((2, 2, 2, 17), (8, 2, 6, 6), (16, 2, 12, 12)))
    assert lesions.diameters_mm == pytest.approx([9.87, 10.16, 20.31], abs=0.01)
    assert size_index(lesions.diameters_mm).tolist() == [0, 1, 2]
    edges = np.array([9.99, 10.0, 19.99, 20.0, 49.99, 50.0])
    assert size_index(edges).tolist() == [0, 1, 1, 2, 2, 3]
    assert list(SIZES) == ["under 10 mm", "10 to 20 mm", "20 to 50 mm", "50 mm and more"]


def test_sums_of_each_slice():
    truths = [TrueLesions(label_with((2, 2, 2, 2), (10, 2, 12, 12))), TrueLesions(label_with())]
    predicted = np.stack([mask_with((10, 2, 12, 12)), mask_with((2, 2, 3, 3), (20, 20, 3, 3))])
    # slices, false positives, lesions by size, found by size
    assert detection_sums(truths, predicted).tolist() == [
        [1, 0, 1, 0, 1, 0, 0, 0, 1, 0],
        [1, 2, 0, 0, 0, 0, 0, 0, 0, 0],
    ]


def test_froc_cuts_the_probability_at_each_threshold():
    truths = [TrueLesions(label_with((4, 4, 4, 4))), TrueLesions(label_with((4, 4, 4, 4)))]
    probability = np.zeros((2, 32, 32), np.uint8)
    probability[0, 4:8, 4:8] = 204  # 0.8
    probability[1, 4:8, 4:8] = 77  # 0.3
    probability[1, 20:24, 20:24] = 128  # 0.5, where there is nothing
    points = froc_points(truths, probability, thresholds=(0.2, 0.5, 0.7, 0.9))
    assert [(p["sensitivity"], p["false_positives_per_slice"]) for p in points] == [
        (1.0, 0.5),
        (0.5, 0.5),
        (0.5, 0.0),
        (0.0, 0.0),
    ]
    assert froc_points([TrueLesions(label_with())], probability[:1]) == []
