"""Which series a model says nothing of, and the reason that a program reads."""

import numpy as np
import pytest

from core.areas import liver_areas_mm2
from core.cautions import (
    Caution,
    Reach,
    find_cautions,
    measure_phase,
    reasons_of,
    sentences,
    settled,
)
from core.cautions.coverage import partial_liver
from core.cautions.phase import Phase, phase_cautions
from core.lesions import measure_lesions
from core.risk import PatientRisk
from core.vocabulary.patient import REASON_WORDS, headline, headline_with_reasons
from tests.core.known_network import hu_series

NORMAL = PatientRisk(0.9, 0.05, 0.05, "normal", "", needs_review=True, review_reason="Near.")
MALIGNANT = PatientRisk(0.1, 0.0, 0.9, "malignant", "")


def said_of(volume, mask, spacing=(5.0, 3.0, 3.0), *, patient=MALIGNANT, reach=None, **tags):
    """The patient as every output has it."""
    series = hu_series(volume, spacing, **tags)
    lesions = measure_lesions(mask, np.zeros(mask.shape, np.uint8), series)
    areas = liver_areas_mm2(mask, series)
    phase = measure_phase(series, mask)
    cautions = find_cautions(series, mask, areas, lesions, patient, phase, reach)
    return settled(patient, cautions, len(lesions))


def whole_liver(n_slices=14):
    """HU and mask: 40 x 40 pixels of 3 x 3 mm on all but the end slices, in air: 864 mL."""
    mask = np.zeros((n_slices, 64, 64), np.uint8)
    mask[1:-1, 10:50, 10:50] = 1
    return np.where(mask, 110.0, -1000.0), mask


def test_a_whole_portal_venous_liver_is_assessable():
    said = said_of(*whole_liver(), patient=NORMAL)
    assert (said.category, said.reasons, headline(said)) == ("normal", (), "Normal")
    assert said.needs_review


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"modality": "PT"}, "modality"),
        ({"body_part": "HEAD"}, "body_part"),
        ({"kernel": "LUNG", "reach": Reach(kernels=("SOFT",))}, "kernel"),
        ({"slice_thickness_mm": 1.0, "reach": Reach(thickness_mm=(2.5, 5.0))}, "thickness"),
    ],
)
def test_what_the_header_tells(changes, reason):
    said = said_of(*whole_liver(), **changes)
    assert (said.category, said.reasons) == ("not_assessable", (reason,))


@pytest.mark.parametrize(
    ("spacing", "modality"),
    [
        # A field of 64 x 20 mm = 1,280 mm; pixels of 0.03 mm.
        ((5.0, 20.0, 20.0), "CT"),
        ((5.0, 0.03, 0.03), "CT"),
        # Slices 101 mm and 0.03 mm apart.
        ((101.0, 3.0, 3.0), "CT"),
        ((0.03, 3.0, 3.0), "CT"),
        # 64 slices, 45 mm apart: 2,880 mm, which is longer than a person.
        ((5.0, 45.0, 45.0), "MR"),
        ((101.0, 3.0, 3.0), "MR"),
    ],
)
def test_sizes_that_no_image_of_a_liver_has(spacing, modality):
    volume, mask = whole_liver()
    # A lesion, which may be called neither cut nor small in mm.
    mask[5:8, 20:30, 20:30] = 3
    said = said_of(volume, mask, spacing, modality=modality)
    assert (said.category, said.reasons) == ("not_assessable", ("sizes_implausible",))
    assert headline_with_reasons(said) == "Not assessable: no image of a liver has such sizes"


def test_of_wrong_sizes_only_what_needs_no_sizes_is_said_beside():
    volume, mask = whole_liver()
    no_hu = said_of(np.clip(volume, 0, None), mask, (101.0, 3.0, 3.0), body_part="HEAD")
    assert set(no_hu.reasons) == {"sizes_implausible", "hu_implausible", "body_part"}
    nothing = said_of(volume, 0 * mask, (101.0, 3.0, 3.0))
    assert set(nothing.reasons) == {"sizes_implausible", "no_liver"}


def test_a_slice_distance_of_100_mm_is_the_last_that_is_measured():
    # Thick slices of 72 x 20 = 1,440 mL each: a volume beyond all livers, which is only a warning.
    assert said_of(*whole_liver(), (100.0, 3.0, 3.0)).reasons == ()
    assert said_of(*whole_liver(), (100.1, 3.0, 3.0)).reasons == ("sizes_implausible",)


def test_values_that_are_no_hu():
    volume, mask = whole_liver()
    assert said_of(np.clip(volume, 0, None), mask).reasons == ("hu_implausible",)


@pytest.mark.parametrize(
    ("phase", "reason"),
    [
        (Phase("non-contrast", 61, 40, 52), "non_contrast"),
        (Phase("arterial", 54, 357, 103), "arterial"),
        (Phase("unclear", 60, None, None), "unclear_phase"),
    ],
)
def test_a_phase_that_the_card_does_not_list(phase, reason):
    assert reasons_of(phase_cautions(phase, "")) == (reason,)


@pytest.mark.parametrize(
    ("phase", "listed"),
    [
        (Phase("non-contrast", 61, 40, 52), "noncontrast"),
        (Phase("arterial", 54, 357, 103), "arterial"),
    ],
)
def test_a_phase_that_the_card_lists_is_only_warned_about(phase, listed):
    (caution,) = phase_cautions(phase, "", Reach(phases=("portal", listed)))
    assert caution.severity == "warn"
    assert reasons_of([caution]) == ()


def test_a_fatty_liver_in_the_portal_venous_phase_is_assessable():
    assert reasons_of(phase_cautions(Phase("dark liver", 49, 148, 118), "")) == ()


def test_no_liver():
    volume, mask = whole_liver()
    assert said_of(volume, 0 * mask).reasons == ("no_liver",)


@pytest.mark.parametrize(
    ("n_slices", "reasons"),
    # 72 mL a slice, the last of them cut: 720 and 792 mL.
    [(10, ("partial_liver",)), (11, ())],
)
def test_less_than_half_of_a_liver_that_is_cut_off(n_slices, reasons):
    volume, mask = whole_liver(n_slices + 2)
    assert said_of(volume[:-1], mask[:-1]).reasons == reasons


def test_a_whole_liver_that_no_adult_has_so_small():
    # 12 slices of 40 x 40 pixels of 2 x 2 mm: 384 mL
    said = said_of(*whole_liver(), (5.0, 2.0, 2.0))
    assert said.reasons == ("partial_liver",)


def test_slices_that_are_missing_in_the_liver_are_a_missing_part():
    volume, mask = whole_liver(16)
    z = np.delete(np.arange(16), [6, 7])
    series = hu_series(volume[z], (5.0, 3.0, 3.0), positions_mm=5.0 * z)
    (caution,) = partial_liver(series, liver_areas_mm2(mask[z], series))
    assert (caution.code, caution.severity) == ("partial_liver", "warn")
    assert caution.sentence == sentences.gap_in_liver(10.0)
    # Below the liver nothing is missing.
    outside = hu_series(volume, (5.0, 3.0, 3.0), positions_mm=5.0 * np.r_[-4, np.arange(1, 16)])
    assert partial_liver(outside, liver_areas_mm2(mask, outside)) == []


def test_two_spacings_in_the_liver_are_no_missing_part():
    volume, mask = whole_liver(16)
    positions_mm = np.cumsum([5.0] * 8 + [15.0] * 8)
    series = hu_series(volume, (5.0, 3.0, 3.0), positions_mm=positions_mm)
    assert partial_liver(series, liver_areas_mm2(mask, series)) == []


def test_metal_over_the_liver():
    volume, mask = whole_liver()
    volume[3:5, 20:24, 20:24] = 3000
    assert said_of(volume, mask).reasons == ("metal",)


@pytest.mark.parametrize(("sd", "reasons"), [(15.0, ()), (45.0, ("noise",))])
def test_noise_beyond_the_card(sd, reasons):
    volume, mask = whole_liver()
    volume[mask == 1] += np.random.default_rng(0).normal(0, sd, np.count_nonzero(mask))
    assert said_of(volume, mask, reach=Reach(noise_hu=20.0, noise_pixel_mm=2.0)).reasons == reasons


def test_one_slice_of_many():
    volume, mask = whole_liver()
    said = said_of(volume[5:6], mask[5:6])
    assert said.reasons == ("partial_liver", "single_slice")


def test_what_is_not_assessable_keeps_its_scores_and_needs_no_review_for_them():
    said = settled(NORMAL, [Caution("no_liver", "None.", "stop")], 0)
    assert (said.category, said.p_normal, said.p_malignant) == ("not_assessable", 0.9, 0.05)
    assert (said.needs_review, said.review_reason) == (False, "")
    assert headline_with_reasons(said) == "Not assessable: no liver was found"


def test_a_reason_is_told_once_and_a_warning_is_none():
    cautions = [
        Caution("partial_liver", "Cut.", "stop"),
        Caution("implausible_volume", "Small.", "stop"),
        Caution("metal", "Metal.", "warn"),
    ]
    assert reasons_of(cautions) == ("partial_liver",)


def test_normal_needs_that_no_lesion_was_outlined():
    said = settled(NORMAL, [Caution("disagreement", "Two.", "warn")], 2)
    assert (said.category, said.nothing_found_in_part) == ("indeterminate", False)
    assert headline(said) == "Indeterminate"


def test_normal_needs_a_whole_liver():
    said = settled(NORMAL, [Caution("partial_liver", "Cut.", "warn")], 0)
    assert (said.category, said.reasons) == ("indeterminate", ())
    assert headline(said) == "Nothing found in the part examined"


def test_malignant_in_a_part_of_the_liver_stays():
    assert settled(MALIGNANT, [Caution("partial_liver", "Cut.", "warn")], 1) == MALIGNANT


def test_every_reason_has_words():
    assert all(code.isidentifier() and words for code, words in REASON_WORDS.items())
