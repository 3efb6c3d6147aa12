import numpy as np

from core.bounding_box import bounding_box


def a_mask():
    mask = np.zeros((4, 5, 6), np.uint8)
    mask[1, 2, 3] = 1
    mask[2, 4, 5] = 2
    return mask


def test_around_all_codes_and_around_high_ones():
    assert bounding_box(a_mask()) == (slice(1, 3), slice(2, 5), slice(3, 6))
    assert bounding_box(a_mask(), lowest=2) == (slice(2, 3), slice(4, 5), slice(5, 6))
    assert bounding_box(a_mask(), lowest=3) is None


def test_a_margin_ends_at_the_volume():
    box = bounding_box(a_mask(), margin=2)
    assert box == (slice(0, 5), slice(0, 7), slice(1, 8))
    assert a_mask()[box].shape == (4, 5, 5)
