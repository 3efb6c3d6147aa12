import numpy as np
import pytest

from core.classical import ClassicalSettings, read_slice
from core.classical.reading import choose, pool
from core.inference.voxels import voxel_codes
from core.labels import BENIGN_CODE, LIVER_CODE, MALIGNANT_CODE
from tests.core.classical.squares import disc, liver_slice, whole

SETTINGS = ClassicalSettings()


def always(*probabilities):
    """A classifier that gives every candidate the same probabilities."""
    return lambda features: np.tile(np.array(probabilities, np.float32), (len(features), 1))


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        # Two candidates (b, m): (0.1, 0.5) and (0.2, 0.6).
        ("noisy_or", [0.4 * 0.2, 0.5 * 0.4 - 0.4 * 0.2, 1 - 0.5 * 0.4]),
        ("max", [0.2, 0.8 - 0.6, 0.6]),
    ],
)
def test_pooling_by_hand(pooling, expected):
    lesions = np.array([[0.1, 0.5], [0.2, 0.6]])
    assert pool(lesions, pooling) == pytest.approx(expected)


def test_without_candidates_a_slice_is_normal():
    assert pool(np.zeros((0, 2)), "noisy_or").tolist() == [1, 0, 0]


def test_of_overlapping_candidates_the_more_probable_stays():
    core, around, apart = (np.zeros((20, 20)) for _ in range(3))
    core[5:8, 5:8], around[3:10, 3:10], apart[14:17, 14:17] = 1, 1, 1
    candidates = [whole(region) for region in (core, around, apart)]
    probabilities = np.array([[0.6, 0, 0.4], [0.2, 0, 0.8], [0.9, 0, 0.1]])
    assert choose(candidates, probabilities) == [1, 2]


def test_neighbours_that_share_an_edge_pixel_both_stay():
    left, right = np.zeros((20, 20)), np.zeros((20, 20))
    left[5:10, 2:8], right[5:10, 7:13] = 1, 1
    probabilities = np.array([[0.1, 0, 0.9], [0.2, 0, 0.8]])
    assert choose([whole(left), whole(right)], probabilities) == [0, 1]


@pytest.mark.parametrize(
    ("probabilities", "code"),
    [
        ((0.1, 0.2, 0.7), MALIGNANT_CODE),
        ((0.1, 0.7, 0.2), BENIGN_CODE),
        ((0.8, 0.1, 0.1), LIVER_CODE),
    ],
)
def test_a_dark_disc_becomes_what_the_classifier_says(probabilities, code):
    hu, liver = liver_slice()
    lesion = disc((30, 28), 6)
    hu[lesion] = 40
    reading = read_slice(hu, liver, always(*probabilities), SETTINGS)
    assert reading.mask.sum(axis=0) == pytest.approx(np.ones(hu.shape), abs=1e-5)
    assert reading.mask[1:, 30, 28] == pytest.approx(probabilities)
    assert reading.classes == pytest.approx(probabilities)
    codes = voxel_codes(reading.mask[None, LIVER_CODE:])[0]
    assert codes[30, 28] == code
    assert codes[50, 50] == LIVER_CODE
    assert codes[2, 2] == 0


def test_a_lesion_is_no_more_probable_than_the_liver_around_it():
    hu, liver = liver_slice()
    hu[disc((30, 28), 6)] = 40
    reading = read_slice(hu, 0.6 * liver, always(0.1, 0.2, 0.7), SETTINGS)
    assert reading.mask[:, 30, 28] == pytest.approx([0.4, 0.06, 0.12, 0.42])


def test_a_hole_in_the_outline_is_liver():
    hu, liver = liver_slice()
    liver[disc((30, 28), 6)] = 0.2
    reading = read_slice(hu, liver, always(0.1, 0.2, 0.7), SETTINGS)
    assert reading.mask[LIVER_CODE, 30, 28] == 1


def test_no_liver_no_lesion():
    hu, liver = liver_slice()
    hu[disc((30, 28), 6)] = 40
    reading = read_slice(hu, 0 * liver, always(0, 0, 1), SETTINGS)
    assert reading.classes.tolist() == [1, 0, 0]
    assert reading.mask[0].min() == 1
