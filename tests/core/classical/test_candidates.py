from dataclasses import replace

import numpy as np
import pytest

from core.classical import ClassicalSettings, find_candidates, view_liver
from core.classical.candidates import overlap, shared_pixels
from tests.core.classical.squares import disc, liver_slice, whole

SETTINGS = ClassicalSettings()


def found(hu, liver, settings=SETTINGS):
    """(candidates, their regions on the slice)."""
    view = view_liver(hu, liver, settings)
    candidates = find_candidates(view, settings)
    regions = []
    for candidate in candidates:
        region = np.zeros(hu.shape, bool)
        region[view.box][candidate.box] = candidate.region
        regions.append(region)
    return candidates, regions


def dice(a, b):
    return 2 * (a & b).sum() / (a.sum() + b.sum())


@pytest.mark.parametrize(("radius", "hu"), [(3, 30), (6, 60), (10, 5), (6, 85)])
def test_a_dark_disc_is_found_where_it_is(radius, hu):
    slice_hu, liver = liver_slice()
    lesion = disc((30, 28), radius)
    slice_hu[lesion] = hu
    _, regions = found(slice_hu, liver)
    assert len(regions) == 1
    assert dice(regions[0], lesion) > 0.9


def test_a_disc_in_noise_is_the_only_candidate():
    slice_hu, liver = liver_slice()
    lesion = disc((30, 28), 6)
    slice_hu[lesion] = 50
    slice_hu += np.random.default_rng(0).normal(0, 10, slice_hu.shape).astype(np.float32)
    _, regions = found(slice_hu, liver)
    assert len(regions) == 1
    assert dice(regions[0], lesion) > 0.8


def test_the_strongest_evidence_comes_first():
    slice_hu, liver = liver_slice()
    faint, dark = disc((20, 20), 6), disc((40, 40), 6)
    slice_hu[faint], slice_hu[dark] = 80, 20
    candidates, regions = found(slice_hu, liver)
    assert (regions[0] & dark).any()
    assert (regions[1] & faint).any()
    # Mean depth times the square root of the number of pixels; the blur removes some depth.
    assert candidates[1].evidence == pytest.approx(20 * np.sqrt(candidates[1].size), rel=0.15)


def test_a_uniform_liver_in_fat_has_no_candidates():
    assert found(*liver_slice())[0] == []


@pytest.mark.parametrize("hu", [95, 140])
def test_a_barely_darker_or_a_brighter_disc_is_no_candidate(hu):
    slice_hu, liver = liver_slice()
    slice_hu[disc((30, 28), 6)] = hu
    assert found(slice_hu, liver)[0] == []


def test_two_pixels_are_too_small():
    slice_hu, liver = liver_slice()
    slice_hu[30, 30:32] = 20
    large = replace(SETTINGS, smallest_mm2=40.0)
    assert found(slice_hu, liver, large)[0] == []


def test_a_bright_centre_belongs_to_the_lesion():
    slice_hu, liver = liver_slice()
    slice_hu[disc((30, 28), 10)] = 40
    slice_hu[disc((30, 28), 3)] = 110
    _, regions = found(slice_hu, liver)
    assert len(regions) == 1
    assert regions[0][30, 28]


def test_a_core_and_the_lesion_around_it_both_stay():
    slice_hu, liver = liver_slice()
    slice_hu[disc((30, 28), 14)] = 75
    # The rest of the lesion needs a local minimum of its own.
    slice_hu[disc((30, 38), 2)] = 72
    slice_hu[disc((28, 22), 4)] = 5
    _, regions = found(slice_hu, liver)
    sizes = sorted(region.sum() for region in regions)
    assert len(sizes) == 2
    assert np.pi * 4**2 < sizes[0] < np.pi * 5**2
    assert sizes[1] == pytest.approx(np.pi * 14**2, rel=0.1)


def test_the_number_of_candidates_is_limited():
    slice_hu, liver = liver_slice()
    for row in range(14, 54, 10):
        for column in range(14, 54, 10):
            slice_hu[disc((row, column), 2.5)] = 40
    assert len(found(slice_hu, liver)[0]) == 16
    assert len(found(slice_hu, liver, replace(SETTINGS, most_candidates=5))[0]) == 5


def test_overlap_by_hand():
    a, b = np.zeros((8, 8)), np.zeros((8, 8))
    a[0:4, 0:4], b[2:6, 0:4] = 1, 1
    assert shared_pixels(whole(a), whole(b)) == 8
    assert overlap(whole(a), whole(b)) == pytest.approx(8 / 24)
