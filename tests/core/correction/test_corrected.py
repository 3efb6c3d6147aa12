"""A reader's outlines on an analysis whose values can be told by looking.

Two lesions in a block of liver of seven slices: 10 x 8 x 2 voxels malignant (finding 1), 4 x 4 x 1
benign (finding 2). A voxel measures 5 x 1.5 x 1.5 mm.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.annotation import LIVER, NOTHING, Annotation, Finding, voxel_of
from core.correction import corrected, from_analysis, own_values
from core.errors import InputError
from core.pipeline import Analysis, analyze
from tests.coded import raises
from tests.core.known_network import (
    BENIGN_HU,
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
    small_livers,
)

VOXEL_ML = 5 * 1.5 * 1.5 / 1000


@pytest.fixture(scope="module", autouse=True)
def livers():
    with small_livers():
        yield


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    volume = block_volume(8)
    volume[3:5, 20:30, 24:32] = MALIGNANT_HU
    volume[6, 40:44, 40:44] = BENIGN_HU
    return analyze(hu_series(volume), known_model())


def painted(start: Annotation, value: int, where, *findings: Finding) -> Annotation:
    """`start` with the voxels at `where` set; findings with known numbers replace the old ones."""
    voxels = start.voxels.copy()
    voxels[where] = value
    by_number = {one.number: one for one in (*start.findings, *findings)}
    return Annotation(voxels, tuple(by_number[number] for number in sorted(by_number)))


def test_a_reader_starts_from_the_models_outlines(analysis):
    start = from_analysis(analysis)
    assert start.findings == (
        Finding(1, looks="malignant", is_from_model=True),
        Finding(2, looks="benign", is_from_model=True),
    )
    assert (start.voxels[3:5, 20:30, 24:32] == voxel_of(1)).all()
    assert (start.voxels[6, 40:44, 40:44] == voxel_of(2)).all()
    assert np.count_nonzero(start.voxels == voxel_of(1)) == 160
    assert (start.mask() == analysis.mask).all()
    assert (start.lesion_numbers() == analysis.numbers()).all()


def test_what_was_not_changed_is_the_models_own(analysis):
    start = from_analysis(analysis)
    assert corrected(analysis, start) is analysis
    named = painted(start, LIVER, np.zeros(start.voxels.shape, bool), Finding(1, kind="hcc"))
    assert corrected(analysis, named) is analysis
    assert not analysis.is_corrected
    assert own_values(analysis) is None


def test_an_erased_slice_changes_all_that_rests_on_outlines(analysis):
    half = painted(from_analysis(analysis), LIVER, np.s_[4, 20:30, 24:32])
    found = corrected(analysis, half)
    assert found.is_corrected
    assert [(one.id, one.label) for one in found.lesions] == [(1, "malignant"), (2, "benign")]
    assert found.lesions[0].volume_ml == pytest.approx(80 * VOXEL_ML)
    assert (found.lesions[0].slice_first, found.lesions[0].slice_last) == (3, 3)
    assert found.lesion_area_mm2.tolist() == [0, 0, 0, 180, 0, 0, 36, 0]
    assert found.liver_area_mm2.tolist() == analysis.liver_area_mm2.tolist()
    # The lesion's share of the liver's 7 slices of 1600 pixels, by the rule that counts it.
    share = 80 / (7 * 1600)
    assert found.by_rule()["lesion_burden"].p_malignant == pytest.approx(share / (share + 0.001))
    # What the network said stays.
    assert found.probabilities is analysis.probabilities
    assert found.lesion_probability is analysis.lesion_probability


def test_the_models_own_is_kept_beside_it(analysis):
    half = painted(from_analysis(analysis), LIVER, np.s_[4, 20:30, 24:32])
    found = corrected(analysis, half)
    assert found.own is analysis
    own = own_values(found)
    assert own["lesion_volume_ml"] == pytest.approx(176 * VOXEL_ML)
    assert [one["volume_ml"] for one in own["lesions"]] == pytest.approx([1.8, 0.18])
    assert own["p_malignant"] == pytest.approx(analysis.patient.p_malignant)
    # A second correction replaces the first, and starts from the model's own again.
    again = corrected(found, from_analysis(found))
    assert again is analysis


def test_a_rejected_finding_is_liver_and_no_lesion(analysis):
    no_vessel = painted(
        from_analysis(analysis),
        LIVER,
        np.zeros(analysis.mask.shape, bool),
        Finding(1, rejected="vessel", is_from_model=True),
    )
    found = corrected(analysis, no_vessel)
    assert [one.id for one in found.lesions] == [2]
    assert (found.mask[3:5, 20:30, 24:32] == 1).all()
    assert found.numbers().max() == 2
    assert found.liver_area_mm2.tolist() == analysis.liver_area_mm2.tolist()


def test_two_findings_that_touch_stay_two(analysis):
    both = painted(
        from_analysis(analysis),
        voxel_of(9),
        np.s_[3:5, 20:30, 32:36],
        Finding(9, kind="metastasis"),
    )
    found = corrected(analysis, both)
    # By volume: 160, 80 and 16 voxels.
    assert [one.id for one in found.lesions] == [1, 9, 2]
    volumes = [one.volume_ml for one in found.lesions]
    assert volumes == pytest.approx([160 * VOXEL_ML, 80 * VOXEL_ML, 16 * VOXEL_ML])
    assert (found.numbers()[3, 20, 30:34] == [1, 1, 9, 9]).all()


def test_a_finding_in_two_parts_is_one_lesion(analysis):
    apart = painted(from_analysis(analysis), voxel_of(1), np.s_[1, 50:52, 20:24])
    (first, _) = corrected(analysis, apart).lesions
    assert first.volume_ml == pytest.approx(168 * VOXEL_ML)
    assert (first.slice_first, first.slice_last) == (1, 4)


def test_the_kind_says_what_a_lesion_looks_like(analysis):
    cyst = painted(
        from_analysis(analysis),
        LIVER,
        np.zeros(analysis.mask.shape, bool),
        Finding(1, kind="cyst", looks="malignant", is_from_model=True),
    )
    found = corrected(analysis, cyst)
    assert [(one.id, one.label) for one in found.lesions] == [(1, "benign"), (2, "benign")]
    # The model still says otherwise of an outline that is its own.
    assert found.lesions[0].p_malignant == analysis.lesions[0].p_malignant


def test_the_model_says_nothing_of_outlines_that_are_not_its_own(analysis):
    larger = painted(from_analysis(analysis), voxel_of(1), np.s_[3, 30, 24:32])
    first, second = corrected(analysis, larger).lesions
    assert first.p_malignant is None
    assert second.p_malignant == analysis.lesions[1].p_malignant
    # The map of p(lesion) is the model's: 160 voxels of 1 and 8 of about 0.
    assert first.probability == pytest.approx(160 / 168, abs=0.01)


def test_less_liver_leaves_slices_out_of_the_patients_score(analysis):
    """Of the three worst slices the two malignant ones lose their liver: the mean is of 0.1."""
    without = painted(from_analysis(analysis), NOTHING, np.s_[3:5])
    found = corrected(analysis, without)
    assert found.liver_area_mm2.tolist() == [0, 3600, 3600, 0, 0, 3600, 3600, 3600]
    assert found.patient.p_malignant == pytest.approx(0.1, abs=1e-4)
    assert analysis.patient.p_malignant == pytest.approx(2 / 3, abs=1e-4)


def test_cautions_are_found_again(analysis):
    nothing = painted(from_analysis(analysis), NOTHING, np.s_[:])
    found = corrected(analysis, nothing)
    assert "no_liver" in {one.code for one in found.cautions}
    assert (found.patient.category, found.patient.reasons) == ("not_assessable", ("no_liver",))
    assert "no_liver" not in {one.code for one in analysis.cautions}


def test_an_interval_stays_while_the_scores_do(analysis):
    interval = {"normal": (0.0, 0.3), "benign": (0.0, 0.1), "malignant": (0.4, 0.8)}
    patient = replace(
        analysis.patient, interval=interval, needs_review=True, review_reason="Near it."
    )
    asked = replace(analysis, patient=patient)
    smaller = painted(from_analysis(asked), LIVER, np.s_[3, 20, 24:32])
    found = corrected(asked, smaller).patient
    assert (found.interval, found.needs_review) == (interval, True)
    # Other scores: nobody outlined the changed images again.
    without = painted(from_analysis(asked), NOTHING, np.s_[3:5])
    found = corrected(asked, without).patient
    assert (found.interval, found.needs_review) == (None, False)


def test_outlines_of_another_grid_are_refused(analysis):
    with raises(InputError, "other_grid", "8 slices of 64 x 64", "7 slices of 64 x 64"):
        corrected(analysis, Annotation(np.zeros((7, 64, 64), np.uint8)))


def test_more_lesions_than_there_are_numbers_share_the_last(analysis, monkeypatch):
    monkeypatch.setattr("core.correction.starting.MOST_FROM_MODEL", 1)
    start = from_analysis(analysis)
    assert [one.number for one in start.findings] == [1]
    assert "2" in start.findings[0].note
    assert np.count_nonzero(start.voxels == voxel_of(1)) == 176
    assert corrected(analysis, start) is analysis
