import threading
from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from core.errors import Cancelled, PhaseError
from core.study import in_given_order, measure_study, without_pixels
from core.study.places import voxels_at
from core.vocabulary.contrast import PHASES
from tests.core.study.tiny_study import block_series

#: UIDs of the phantom's series in the order of time.
ORDER = [0, 1, 2, 3]


def of_pass(case, study, number):
    """The measured series of that pass."""
    uid = study.series[number].series.uid
    return next(one for one in case.series if one.uid == uid)


def true_index(outlines, study, number):
    """Which lesion of the phantom has that number."""
    centres = [lesion.centre_mm for lesion in study.lesions]
    return centres.index(outlines.centres_mm[number])


def test_every_lesion_of_the_phantom_is_there(outlines, study):
    assert len(study.lesions) == 4
    assert len(set(outlines.centres_mm.values())) == len(outlines.centres_mm) == 4


@pytest.mark.parametrize("number", ORDER)
def test_curves_lie_within_two_hu_of_what_was_put_in(case, study, outlines, number):
    one = of_pass(case, study, number)
    assert one.liver.hu == pytest.approx(study.liver_hu[number], abs=2)
    assert one.aorta_hu == pytest.approx(study.aorta_hu[number], abs=2)
    for lesion in case.lesions:
        truth = study.series[number].lesions[true_index(outlines, study, lesion)].hu
        assert one.lesions[lesion].hu == pytest.approx(truth, abs=2)
        assert one.lesions[lesion].is_core


@pytest.mark.parametrize("number", ORDER)
def test_lesions_are_carried_over_within_one_voxel(case, study, outlines, number):
    one, made = of_pass(case, study, number), study.series[number]
    breath = study.passes[number].breath_mm
    for lesion in case.lesions:
        there = np.add(outlines.centres_mm[lesion], breath)
        true_voxel = voxels_at(made.series, there[None])[:, 0]
        carried = ndimage.center_of_mass(one.numbers == lesion)
        assert np.abs(true_voxel - carried).max() <= 1
        centre = voxels_at(made.series, np.array([one.centres_mm[lesion]]))[:, 0]
        assert np.abs(true_voxel - centre).max() <= 1


def test_the_alignment_finds_how_far_the_patient_breathed(case, study):
    for number, one in enumerate(study.passes):
        measured = of_pass(case, study, number)
        if measured.is_reference:
            assert one.phase == "portal"
            continue
        fit = measured.alignment
        assert fit.refused is None
        assert fit.same_frame
        assert fit.shift_mm == pytest.approx(one.breath_mm, abs=1.5)
        assert fit.turn_degrees < 1.0
        assert fit.edge.median_mm <= 1.0
        assert fit.edge.share > 0.8


def test_phases_are_guessed_and_a_person_has_the_last_word(case, study):
    uids = [made.series.uid for made in study.series]
    guesses = case.guesses()
    assert [guesses[uid].phase for uid in uids] == list(PHASES)
    assert "levels" in guesses[uids[1]].sources
    said = case.guesses({uids[1]: "portal"})
    assert (said[uids[1]].phase, said[uids[1]].sources) == ("portal", ("person",))
    # Two series of one phase: neither counts for numbers.
    assert set(case.by_phase(said)) == {"noncontrast", "delayed"}


def test_levels_and_order_alone_tell_the_four_phases(case, study):
    nameless = replace(
        case,
        series=tuple(
            replace(
                one,
                series=replace(
                    one.series,
                    tags=replace(one.series.tags, series_description="Abdomen", bolus_start=""),
                ),
            )
            for one in case.series
        ),
    )
    guesses = nameless.guesses()
    assert [guesses[made.series.uid].phase for made in study.series] == list(PHASES)
    assert {source for one in guesses.values() for source in one.sources} == {"levels", "order"}


def test_numbers_of_the_lesion_that_washes_out(case, study, outlines):
    guesses = case.guesses()
    (lesion,) = (
        number
        for number in case.lesions
        if study.lesions[true_index(outlines, study, number)].kind == "washout"
    )
    numbers = case.numbers(lesion, guesses)
    # 132 HU in the arterial phase, 86 and 66 later, 48 before; the liver 72, 110 and 92.
    assert numbers.arterial_contrast_hu == pytest.approx(132 - study.liver_hu[1], abs=3)
    assert numbers.relative_washout_percent["portal"] == pytest.approx(100 * 46 / 132, abs=2)
    assert numbers.absolute_washout_percent["delayed"] == pytest.approx(100 * 66 / 84, abs=3)


def test_order_and_pixels_can_be_changed_without_the_numbers(case, study):
    uids = [made.series.uid for made in study.series]
    light = without_pixels(in_given_order(case, uids))
    assert [one.uid for one in light.series] == uids
    assert all(one.series.volume.size == 0 and one.mask is None for one in light.series)
    assert light.numbers(1, light.guesses()) == case.numbers(1, case.guesses())


def test_a_series_of_another_study_is_refused(outlines):
    with pytest.raises(PhaseError) as refused:
        measure_study(outlines, [block_series("arterial")])
    assert refused.value.code == "of_another_study"


def test_without_a_liver_there_is_nothing_to_carry_over(outlines, study):
    empty = replace(outlines, mask=np.zeros_like(outlines.mask))
    with pytest.raises(PhaseError) as refused:
        measure_study(empty, [study.series[1].series])
    assert refused.value.code == "no_liver_outlined"


def test_another_anatomy_is_not_taken_for_a_phase(outlines, study):
    other = study.series[1].series
    mirrored = replace(other, volume=np.ascontiguousarray(other.volume[:, :, ::-1]))
    measured = measure_study(outlines, [mirrored]).series[1]
    assert not measured.fits
    assert measured.alignment.refused.code in ("edge_not_found", "does_not_fit", "moved_too_far")
    assert (measured.lesions, measured.mask, measured.liver) == ({}, None, None)


def test_it_can_be_cancelled(outlines, study):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        measure_study(outlines, [study.series[1].series], cancel=cancel)
