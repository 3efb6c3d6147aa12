import numpy as np
import pytest

from core.comparison.agreement import (
    lesion_dice,
    liver_dice,
    liver_slices,
    malignant_correlation,
    rank_correlation,
    slice_kappa,
)
from tests.core.comparison.made_analysis import SHAPE, blank_series, liver_mask, made


def called(*classes: int) -> np.ndarray:
    """Probabilities with these classes as the most likely ones."""
    return np.eye(3)[list(classes)] * 0.8 + 0.1


def test_kappa_of_a_table_by_hand():
    # They agree on 4 of 6: p_o = 2/3. Each calls 3 normal, 1 benign, 2 malignant:
    # p_e = (9 + 1 + 4) / 36 = 7/18. kappa = (12/18 - 7/18) / (11/18) = 5/11.
    a = called(0, 0, 0, 1, 2, 2)
    b = called(0, 0, 1, 0, 2, 2)
    assert slice_kappa(a, b) == pytest.approx(5 / 11)


def test_kappa_of_chance_and_of_opposites():
    assert slice_kappa(called(0, 0, 2, 2), called(0, 2, 0, 2)) == pytest.approx(0.0)
    assert slice_kappa(called(0, 2), called(2, 0)) == pytest.approx(-1.0)
    assert slice_kappa(called(0, 1, 2), called(0, 1, 2)) == pytest.approx(1.0)


def test_kappa_is_undefined_if_both_always_give_the_same_class():
    assert slice_kappa(called(0, 0), called(0, 0)) is None
    assert slice_kappa(np.zeros((0, 3)), np.zeros((0, 3))) is None


def test_rank_correlation_by_hand():
    # Ranks 1 2 3 4 against 2 1 4 3: 1 - 6 * 4 / (4 * 15) = 0.6.
    a = np.array([0.1, 0.2, 0.3, 0.9])
    assert rank_correlation(a, np.array([20, 10, 40, 30])) == pytest.approx(0.6)
    assert rank_correlation(a, -a) == pytest.approx(-1.0)
    assert rank_correlation(a, np.full(4, 0.5)) is None
    assert rank_correlation(a[:1], a[:1]) is None


def test_only_the_malignant_column_is_correlated():
    a = np.array([[0.9, 0.05, 0.05], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])
    b = np.array([[0.1, 0.8, 0.1], [0.7, 0.1, 0.2], [0.6, 0.0, 0.4]])
    assert malignant_correlation(a, b) == pytest.approx(1.0)


def test_dice_counts_lesions_as_liver():
    a, b = np.zeros((2, *SHAPE), np.uint8)
    a[1, 0, :4] = 1  # 4 voxels, one of them lesion
    a[1, 0, 0] = 3
    b[1, 0, 2:6] = 1  # 4 voxels, 2 shared
    b[2, 0, :2] = 2  # 2 voxels of lesion elsewhere
    assert liver_dice(a, b) == pytest.approx(2 * 2 / (4 + 6))
    assert lesion_dice(a, b) == 0.0
    b[1, 0, 0] = 2  # a lesion too, though of the other kind
    assert lesion_dice(a, b) == pytest.approx(2 * 1 / (1 + 3))


def test_dice_of_empty_masks_is_undefined():
    empty = np.zeros(SHAPE, np.uint8)
    assert liver_dice(empty, empty) is None
    assert lesion_dice(liver_mask(), liver_mask()) is None
    assert liver_dice(empty, liver_mask()) == 0.0


def test_slices_on_which_any_model_sees_liver_count():
    series = blank_series()
    normal = [[1, 0, 0]] * 5
    two = [made(series, "a", normal, liver_mask(3)), made(series, "b", normal, liver_mask(2))]
    assert liver_slices(two).tolist() == [2, 3, 4]
