"""The sums give what the plain formulas give, once and for drawn subjects."""

import numpy as np
import pytest

from core.training.data import SliceDataset
from core.training.detection import TrueLesions
from core.training.metrics import area_under_roc
from core.training.subject_sums import PairSums, subject_sums

LESION = (2, 3)


@pytest.fixture
def case():
    """8 slices of 4 subjects; one "missed", one of unknown class; random predictions."""
    rng = np.random.default_rng(1)
    label = np.ones((8, 32, 32), np.uint8)
    for index, code in ((1, 3), (2, 2), (4, 3), (6, 255)):
        label[index, 5:15, 5:15] = code
    slices = SliceDataset(
        image=np.zeros_like(label),
        label=label,
        subject=np.repeat([7, 3, 9, 5], 2),
        quality=np.array(["ok", "ok", "ok", "missed", "ok", "ok", "ok", "ok"]),
    )
    masks = np.where(rng.random(label.shape) < 0.7, label, 3).astype(np.uint8)
    masks[label == 255] = 1
    probabilities = rng.dirichlet([1, 1, 1], 8)
    return slices, masks, probabilities


def sums_of(slices, masks, probabilities):
    lesions = [TrueLesions(label) for label in slices.label[slices.quality != "missed"]]
    return subject_sums(slices, masks, probabilities, lesions, unscaled=probabilities)


def dice(masks, label, codes):
    """2|A & B| / (|A| + |B|) over all known pixels."""
    a, b = (np.isin(which[label != 255], codes) for which in (masks, label))
    return 2 * (a & b).sum() / (a.sum() + b.sum())


def calibration_error(probabilities, truth):
    """Guo et al. 2017, eq. 3, with ten bins."""
    p, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    bins = [which for n in range(10) if (which := (p * 10).astype(int) == n).any()]
    return sum(abs(p[which].mean() - right[which].mean()) * which.mean() for which in bins)


def test_all_subjects_once_is_the_plain_formula(case):
    slices, masks, probabilities = case
    figures = sums_of(*case).headline(np.ones(4))
    usable = np.arange(8) != 3
    known = usable & (np.arange(8) != 6)
    truth = slices.slice_class
    assert truth.tolist() == [0, 2, 1, 0, 2, 0, -100, 0]
    assert figures["liver_dice"] == dice(masks, slices.label, (1, 2, 3))
    assert figures["lesion_dice"] == dice(masks[usable], slices.label[usable], LESION)
    assert figures["accuracy"] == (probabilities.argmax(1) == truth)[known].mean()
    assert figures["auc_malignant"] == pytest.approx(
        area_under_roc(probabilities[known, 2], truth[known] == 2)
    )
    ece = calibration_error(probabilities[known], truth[known])
    assert figures["ece"] == figures["ece_before_scaling"] == pytest.approx(ece)


def test_a_draw_is_the_same_as_the_slices_of_its_subjects_repeated(case):
    slices, masks, probabilities = case
    # Subjects in the order 3, 5, 7, 9: 3 twice, 5 not, 7 once, 9 once.
    weights = np.array([2, 0, 1, 1])
    index = np.array([2, 3, 2, 3, 0, 1, 4, 5])
    # The repeated slices are given as those of another person, so nothing is joined by accident.
    again = slices.pick(index)
    repeated = sums_of(
        SliceDataset(again.image, again.label, np.repeat([1, 2, 3, 4], 2), again.quality),
        masks[index],
        probabilities[index],
    )
    drawn, expected = sums_of(*case).headline(weights), repeated.headline(np.ones(4))
    assert drawn.keys() == expected.keys()
    for name, value in drawn.items():
        assert value == pytest.approx(expected[name], nan_ok=True), name


def test_many_draws_at_once_are_the_draws_one_by_one(case):
    sums = sums_of(*case)
    draws = np.array([[1, 1, 1, 1], [2, 0, 1, 1], [0, 4, 0, 0]])
    together = sums.headline(draws)
    for row, weights in enumerate(draws):
        for name, value in sums.headline(weights).items():
            np.testing.assert_allclose(together[name][row], value, err_msg=name)
    # The subject drawn alone has no lesion slice and no class but "normal".
    assert np.isnan(together["auc_lesion"][2])
    assert np.isnan(together["lesion_sensitivity"][2])
    assert sums.per_class(draws)["recall"].shape == (3, 3)


def test_pairs_won_by_hand():
    score = np.array([0.9, 0.2, 0.5, 0.5])
    pairs = PairSums.of(score, np.array([1, 0, 1, 0]), np.array([0, 0, 1, 1]), 2)
    # Positives 0.9 (first subject) and 0.5 (second); negatives 0.2 and 0.5.
    assert pairs.wins.tolist() == [[1, 1], [1, 0.5]]
    assert pairs.area(np.array([1, 1])) == 3.5 / 4
    assert pairs.area(np.array([0, 1])) == 0.5


def test_the_subjects_that_know_something_of_a_figure(case):
    behind = sums_of(*case).subjects_behind()
    # Lesions on slices 1, 2 and 4 of subjects 7, 3 and 9; slice 3 is "missed"; slice 6 of no class.
    assert behind["liver_dice"] == behind["accuracy"] == behind["false_positives_per_slice"] == 4
    assert behind["lesion_dice"] == behind["lesion_sensitivity"] == 3
    # Lesion-free: slices 0, 5 and 7. Malignant: slices 1 and 4.
    assert behind["auc_lesion"] == behind["macro_f1"] == 3
    assert behind["auc_malignant"] == 2
    assert (behind["alarms_lesion_free"], behind["alarms_liver_free"]) == (3, 0)
    assert behind.keys() == sums_of(*case).headline(np.ones(4)).keys()
