import numpy as np

from core.lesions import lesion_numbers, measure_lesions, measure_numbered
from tests.core.known_network import hu_series


def test_1_is_the_largest_by_volume_though_another_has_more_voxels():
    mask = np.zeros((4, 6, 6), np.uint8)
    mask[0, 0, :4] = 2  # 4 voxels on a slice that stands for 2 mm: 8 mm³
    mask[3, 0, :2] = 3  # 2 voxels on one that stands for 5 mm: 10 mm³
    series = hu_series(mask, (5.0, 1.0, 1.0), positions_mm=np.array([0.0, 2.0, 7.0, 12.0]))
    numbers = lesion_numbers(mask, series)
    assert numbers[0, 0].tolist() == [2, 2, 2, 2, 0, 0]
    assert numbers[3, 0].tolist() == [1, 1, 0, 0, 0, 0]
    assert np.count_nonzero(numbers) == 6
    first, second = measure_lesions(mask, mask, series)
    assert ((first.id, first.slice_first), (second.id, second.slice_first)) == ((1, 3), (2, 0))


def test_of_equal_volumes_the_more_inferior_comes_first_here_and_in_the_table():
    mask = np.zeros((5, 6, 6), np.uint8)
    mask[::2, 2, 2] = 3
    series = hu_series(mask)
    assert lesion_numbers(mask, series)[::2, 2, 2].tolist() == [1, 2, 3]
    assert [one.slice_first for one in measure_lesions(mask, mask, series)] == [0, 2, 4]


def test_more_lesions_than_a_byte_can_count():
    mask = np.zeros((1, 1, 600), np.uint8)
    mask[0, 0, ::2] = 2
    assert lesion_numbers(mask, hu_series(mask))[0, 0, ::2].tolist() == list(range(1, 301))


def test_no_lesion():
    mask = np.ones((2, 3, 3), np.uint8)
    assert not lesion_numbers(mask, hu_series(mask)).any()


def test_outlines_with_numbers_of_their_own_keep_them():
    """Two that touch, with the numbers 9 and 4, and 200 in two parts."""
    mask = np.zeros((4, 6, 6), np.uint8)
    numbers = np.zeros(mask.shape, np.uint8)
    mask[1, 2, :6], numbers[1, 2, :4], numbers[1, 2, 4:] = 3, 9, 4
    mask[0, 0, 0], mask[3, 5, 4:6] = 2, 2
    numbers[0, 0, 0], numbers[3, 5, 4:6] = 200, 200
    found = measure_numbered(numbers, mask, hu_series(mask))
    assert [(one.id, one.label) for one in found] == [
        (9, "malignant"),
        (200, "benign"),
        (4, "malignant"),
    ]
    assert [(one.slice_first, one.slice_last) for one in found] == [(1, 1), (0, 3), (1, 1)]
    assert [(one.probability, one.p_malignant) for one in found] == [(None, None)] * 3
    certain = np.full(mask.shape, 51, np.uint8)
    (first, *_) = measure_numbered(numbers, mask, hu_series(mask), lesion_probability=certain)
    assert (first.probability, first.p_malignant) == (0.2, None)
    assert measure_numbered(np.zeros_like(mask), mask, hu_series(mask)) == ()
