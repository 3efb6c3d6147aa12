import numpy as np

from core.comparison.lesion_match import match_lesions

SHAPE = (4, 20, 20)


def masks() -> tuple[np.ndarray, np.ndarray]:
    """Two volumes that are all liver."""
    return np.ones(SHAPE, np.uint8), np.ones(SHAPE, np.uint8)


def test_found_missed_and_false_positive():
    truth, ours = masks()
    truth[1, 2:6, 2:6] = 3  # 16 voxels, of which ours has 4: 4 / 16
    ours[1, 2:4, 2:4] = 2  # the kind doesn't matter
    truth[2, 15:17, 15:17] = 2  # missed
    ours[3, 10:13, 10:13] = 3  # a false positive
    score = match_lesions(truth, ours)
    assert (score.n_lesions, score.n_found, score.n_false_positives) == (2, 1, 1)
    assert score.sensitivity == 0.5


def test_a_touch_is_not_enough():
    truth, ours = masks()
    truth[1, 2:6, 2:6] = 3  # 16 voxels
    ours[1, 5:10, 5:10] = 3  # 25, one shared: 1 / 40, less than a tenth
    score = match_lesions(truth, ours)
    assert (score.n_found, score.n_false_positives) == (0, 1)
    ours[1, 2:6, 4:6] = 3  # now 8 of 16 are shared; with the 24 outside: 8 / 40
    score = match_lesions(truth, ours)
    assert (score.n_found, score.n_false_positives) == (1, 0)


def test_a_lesion_over_several_slices_counts_once():
    truth, ours = masks()
    truth[0:3, 5:8, 5:8] = 3
    ours[1, 5:8, 5:8] = 3  # a third of its volume
    score = match_lesions(truth, ours)
    assert (score.n_lesions, score.n_found, score.n_false_positives) == (1, 1, 0)


def test_two_outlines_in_one_lesion_find_it_together():
    truth, ours = masks()
    truth[1, 0:4, 0:10] = 3  # 40
    ours[1, 0, 0:2] = ours[1, 0, 4:6] = 3  # two outlines of two voxels, each too small to count
    score = match_lesions(truth, ours)
    assert (score.n_found, score.n_false_positives) == (1, 0)


def test_specks_are_neither():
    truth, ours = masks()
    truth[0, 0, 0:2] = 3  # two voxels: not a lesion to find
    ours[0, 0, 0:3] = 3  # three: a predicted lesion, on the speck
    ours[2, 2, 2] = 3  # one voxel: not counted
    score = match_lesions(truth, ours)
    assert (score.n_lesions, score.n_false_positives, score.sensitivity) == (0, 0, None)


def test_nothing_at_all():
    score = match_lesions(*masks())
    assert (score.n_lesions, score.n_found, score.n_false_positives) == (0, 0, 0)
