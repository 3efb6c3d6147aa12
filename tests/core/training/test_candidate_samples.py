import numpy as np
import pytest

from core.classical import ClassicalSettings, view_liver
from core.training.candidate_samples import (
    BENIGN_LOOKING,
    MALIGNANT_LOOKING,
    NOT_A_LESION,
    SIMULATED_NEGATIVES,
    UNDECIDED,
    collect_samples,
    kinds_of,
)
from core.training.data import SliceDataset
from tests.core.classical.squares import disc, liver_slice, whole

SETTINGS = ClassicalSettings()


def labelled(**regions):
    """Codes of a slice: liver with `name=(code, mask)` drawn in."""
    _, liver = liver_slice()
    label = liver.astype(np.uint8)
    for code, mask in regions.values():
        label[mask] = code
    return label


def kinds(label, *regions):
    hu, liver = liver_slice()
    view = view_liver(hu, liver, SETTINGS)
    return kinds_of([whole(region[view.box]) for region in regions], view, label).tolist()


def test_a_candidate_is_the_lesion_it_covers():
    label = labelled(solid=(3, disc((20, 20), 5)), cyst=(2, disc((40, 40), 5)))
    found = kinds(label, disc((20, 20), 6), disc((40, 41), 5), disc((40, 20), 5))
    assert found == [MALIGNANT_LOOKING, BENIGN_LOOKING, NOT_A_LESION]


@pytest.mark.parametrize("region", [disc((20, 20), 3), disc((20, 28), 8), disc((20, 20), 20)])
def test_a_part_of_a_lesion_and_a_lesion_with_much_around_it_are_undecided(region):
    # Dice of at most one half with the disc of radius 8, and more than a tenth of it inside.
    assert kinds(labelled(solid=(3, disc((20, 20), 8))), region) == [UNDECIDED]


def test_uncertain_pixels_decide_nothing():
    assert kinds(labelled(unsure=(255, disc((20, 20), 5))), disc((20, 20), 5)) == [UNDECIDED]


def test_without_a_lesion_on_the_slice_none_is_one():
    assert kinds(labelled(), disc((20, 20), 5)) == [NOT_A_LESION]


@pytest.fixture
def slices():
    """Three slices of three people, all with a fissure: a solid lesion, none, and one with an
    unmarked lesion."""
    hu, liver = liver_slice()
    hu[8:30, 44:47] = 40
    lesion = disc((30, 28), 6)
    dark = np.where(lesion, 45, hu)
    noise = np.random.default_rng(0).normal(0, 6, (3, *hu.shape))
    image = (np.stack([dark, hu, dark]) + noise).clip(0, 255).astype(np.uint8)
    label = np.stack([labelled(solid=(3, lesion)), labelled(), labelled()])
    dataset = SliceDataset(image, label, np.array([4, 5, 6]), np.array(["ok", "ok", "missed"]))
    return dataset, np.stack([liver] * 3)


def test_real_candidates_of_each_slice_but_those_with_unmarked_lesions(slices):
    samples = collect_samples(*slices, SETTINGS, simulations=0, seed=0)
    assert set(samples.subject.tolist()) == {4, 5}
    assert not samples.simulated.any()
    assert set(samples.kind[samples.subject == 4].tolist()) == {NOT_A_LESION, MALIGNANT_LOOKING}
    assert set(samples.kind[samples.subject == 5].tolist()) == {NOT_A_LESION}


def test_simulation_adds_lesions_and_few_others(slices):
    draws = 6
    samples = collect_samples(*slices, SETTINGS, simulations=draws, seed=0)
    counts = samples.counts()
    assert counts["simulated"]["benign"] + counts["simulated"]["malignant"] >= draws
    assert 0 < counts["simulated"]["not a lesion"] <= 2 * draws * SIMULATED_NEGATIVES
    again = collect_samples(*slices, SETTINGS, simulations=draws, seed=0)
    assert np.array_equal(again.features, samples.features)
    other = collect_samples(*slices, SETTINGS, simulations=draws, seed=1)
    assert not np.array_equal(other.features, samples.features)
