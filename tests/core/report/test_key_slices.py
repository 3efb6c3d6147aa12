import numpy as np

from core.report.key_slices import key_slices
from tests.core.known_network import BENIGN_HU, MALIGNANT_HU, block_volume
from tests.core.report.made_case import analysed, volume_with_lesion


def two_lesions():
    """A malignant one on slices 2 and 3 (from 0), a smaller benign one on slice 5."""
    volume = block_volume(7)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    volume[5, 15:21, 15:21] = BENIGN_HU
    return analysed(volume)


def test_each_lesion_by_its_own_class_on_its_worst_slice():
    analysis = two_lesions()
    first, second = key_slices(analysis)
    assert (first.target, first.lesion_ids) == ("malignant", (1,))
    assert first.index in (2, 3)
    assert (second.index, second.target, second.lesion_ids) == (5, "benign", (2,))
    assert set(np.unique(second.numbers)) == {0, 2}
    assert (second.numbers == 2).sum() == 36


def test_the_higher_score_wins_among_slices_that_show_enough():
    analysis = two_lesions()
    analysis.probabilities[2:4, 2] = (0.90, 0.91)
    assert key_slices(analysis)[0].index == 3
    analysis.mask[3, 20:30, 24:31] = 1  # hardly any lesion is left there
    assert key_slices(analysis)[0].index == 2


def test_lesions_on_one_slice_share_its_picture_and_others_wait():
    volume = volume_with_lesion()
    volume[2, 40:46, 12:18] = MALIGNANT_HU
    analysis = analysed(volume)
    analysis.probabilities[2, 2] = 0.99
    (only,) = key_slices(analysis)
    assert (only.index, only.lesion_ids) == (2, (1, 2))
    assert len(key_slices(two_lesions(), most=1)) == 1


def test_without_lesions_the_liver_slice_of_highest_score():
    analysis = analysed(block_volume(6))
    analysis.probabilities[:, 2] = (0.99, 0.1, 0.1, 0.1, 0.4, 0.1)
    (only,) = key_slices(analysis)  # slice 0 shows no liver
    assert (only.index, only.target, only.lesion_ids) == (4, "malignant", ())
