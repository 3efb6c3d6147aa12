import numpy as np
import pytest

from core.training.data import SliceDataset
from core.training.subject_scores import STANDS_FOR, slice_evidence, subject_scores
from tests.core.known_network import BENIGN_HU, MALIGNANT_HU, block_volume, known_model


@pytest.fixture(scope="module")
def found():
    """Subject 1: liver, a benign and a malignant block; subject 2: liver; 3: no liver at all."""
    images = block_volume(6).astype(np.uint8)
    images[0, 10:50, 10:50] = images[1, 10, 10]
    images[1, 20:30, 20:30] = BENIGN_HU
    images[2, 20:30, 24:32] = MALIGNANT_HU
    images[5] = images[0, 0, 0]
    label = np.zeros(images.shape, np.uint8)
    label[:5, 10:50, 10:50] = 1
    label[1, 20:30, 20:30] = 2
    label[2, 20:30, 24:32] = 3
    subject = np.array([1, 1, 1, 2, 2, 3])
    quality = np.array(["ok", "ok", "ok", "ok", "missed", "ok"])
    slices = SliceDataset(images, label, subject, quality)
    evidence = slice_evidence(known_model(), images)
    return evidence, subject_scores(evidence, slices)


def test_each_slice_is_judged_as_analyze_would_alone(found):
    evidence, _ = found
    # 40 x 40 pixels of 1.5 mm; lesions name the kind, and without liver there is no lesion.
    assert evidence.liver_mm2.tolist() == [3600.0] * 5 + [0.0]
    assert evidence.benign_mm2.tolist() == [0, 225, 0, 0, 0, 0]
    assert evidence.malignant_mm2.tolist() == [0, 0, 180, 0, 0, 0]
    expected = [[0.8, 0.1, 0.1], [0.1, 0.9, 0.0], [0.05, 0.0, 0.95]]
    assert evidence.probabilities[:3] == pytest.approx(np.array(expected), abs=1e-4)
    assert evidence.probabilities[5].tolist() == [1.0, 0.0, 0.0]


def test_subjects_are_groups_and_the_gravest_slice_is_their_truth(found):
    _, said = found
    assert said.subject.tolist() == [1, 2]
    assert said.truth.tolist() == [2, 0]
    # The slice with an unlabelled lesion does not count.
    assert said.n_slices.tolist() == [3, 1]
    assert said.without_liver == 1


def test_the_rules_see_the_slices_once_or_as_a_series(found):
    _, said = found
    assert said.raw["max"][0, 1] == pytest.approx(0.95, abs=1e-4)
    assert said.raw["top_k_mean"][0, 1] == pytest.approx((0.1 + 0.0 + 0.95) / 3, abs=1e-4)
    assert said.series["top_k_mean"][0, 1] == pytest.approx(0.95, abs=1e-4)
    assert said.raw["noisy_or"][1, 1] == pytest.approx(0.1, abs=1e-4)
    assert said.series["noisy_or"][1, 1] == pytest.approx(1 - 0.9**STANDS_FOR, abs=1e-4)
    assert said.finer["noisy_or"][1, 1] == pytest.approx(1 - 0.9 ** (2 * STANDS_FOR), abs=1e-4)
    # 180 of 3 x 3600 mm² are 1/60: 1/60 / (1/60 + 1/1000)
    share = 180 / 10800
    assert said.series["lesion_burden"][0, 1] == pytest.approx(share / (share + 0.001))
