import threading
from dataclasses import replace

import numpy as np
import pytest

from core.cautions import Phase
from core.errors import Cancelled, UsageError
from core.pipeline import analyze, with_other_models
from tests.coded import raises
from tests.core.known_network import (
    BENIGN_HU,
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
    small_livers,
)


@pytest.fixture(scope="module")
def analysis():
    """Two lesions in a block of liver: 10 x 8 x 2 voxels malignant, 4 x 4 x 1 benign."""
    volume = block_volume(8)
    volume[3:5, 20:30, 24:32] = MALIGNANT_HU
    volume[6, 40:44, 40:44] = BENIGN_HU
    with small_livers():
        return analyze(hu_series(volume), known_model())


def test_each_part_of_the_recipe_is_there(analysis):
    assert [(one.id, one.label) for one in analysis.lesions] == [(1, "malignant"), (2, "benign")]
    # 160 voxels of 5 x 1.5 x 1.5 mm
    assert analysis.lesions[0].volume_ml == pytest.approx(1.8)
    assert analysis.lesions[0].mean_hu == MALIGNANT_HU
    assert analysis.lesions[1].mean_hu == BENIGN_HU
    assert analysis.lesion_area_mm2.tolist() == [0, 0, 0, 180, 180, 0, 36, 0]
    assert analysis.liver_area_mm2.tolist() == [0] + [3600] * 7


def test_the_patient_is_the_mean_of_the_three_worst_slices(analysis):
    # Two slices whose anomaly of 0.95 is all malignant; the third highest is a slice without
    # lesion at 0.1, since the benign slice's lesion is benign in every voxel.
    m = (0.95 + 0.95 + 0.1) / 3
    assert analysis.patient.p_malignant == pytest.approx(m, abs=1e-5)
    assert analysis.patient.category == "malignant"


def test_the_model_and_the_stages_are_named(analysis):
    assert (analysis.model_name, analysis.engine) == ("known", "onnx")
    assert set(analysis.seconds) == {"engine", "network", "clean_up", "measure", "total"}
    assert analysis.seconds["total"] >= analysis.seconds["network"]


def test_every_rule_has_its_say(analysis):
    said = analysis.by_rule()
    assert said["max"].p_malignant == pytest.approx(0.95, abs=1e-5)
    # 160 voxels in 7 slices of 1600: a share of 1/70
    assert said["lesion_burden"].p_malignant == pytest.approx((1 / 70) / (1 / 70 + 0.001))
    assert said["top_k_mean"] == analysis.patient


def test_without_views_there_is_no_interval(analysis):
    assert (analysis.slice_interval, analysis.patient.interval) == (None, None)


def test_the_card_says_rule_and_curve():
    model = known_model()
    curve = {"slope": 1.0, "intercept": float(np.log(2)), "n": 15, "n_positive": 5}
    section = {
        "weights_sha256": "ab",
        "rule": "max",
        "thresholds": {"malignant": 0.5, "benign": 0.5, "normal": 0.5},
        "calibration": {"max": {"malignant": curve, "benign": None}},
    }
    model = replace(model, card={"sha256": "ab", "patient": section})
    # Without a lesion every slice says 0.1: odds of 1/9 times 2.
    patient = analyze(hu_series(block_volume(4)), model, engine="torch").patient
    assert patient.p_malignant == pytest.approx(2 / 11, abs=1e-5)
    assert patient.method == (
        "highest of the liver slices, p(malignant) calibrated on 15 validation subjects"
    )


@pytest.fixture(scope="module")
def looked_at_again():
    """A lesion at 84 HU is liver by 4 HU: some of the changed images make it a lesion."""
    volume = block_volume(4)
    volume[2, 20:30, 24:32] = 84
    seen = []
    model = known_model()
    found = analyze(
        hu_series(volume), model, engine="torch", views=4, progress=lambda *a: seen.append(a)
    )
    return found, seen, analyze(hu_series(volume), model, engine="torch", views=4)


def test_views_give_each_slice_and_the_patient_an_interval(looked_at_again):
    found, seen, _ = looked_at_again
    low, high = found.slice_interval.low, found.slice_interval.high
    assert (low <= found.probabilities).all()
    assert (found.probabilities <= high).all()
    # Undisturbed it is liver, p(malignant) 0.1; as a lesion 0.95.
    assert found.probabilities[2, 2] == pytest.approx(0.1, abs=1e-5)
    assert high[2, 2] > 0.7
    assert (found.slice_interval.n_views, found.slice_interval.seed) == (4, 0)
    assert found.patient.interval["malignant"][1] > found.patient.p_malignant
    assert seen[0] == (0, 20)
    assert seen[-1] == (20, 20)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert "views" in found.seconds


def test_the_same_series_gives_the_same_interval_again(looked_at_again):
    found, _, again = looked_at_again
    assert found.patient == again.patient
    assert (found.slice_interval.high == again.slice_interval.high).all()


def test_models_that_differ_need_review(analysis):
    other = replace(
        analysis,
        model_name="other",
        weights_sha256="f" * 64,
        patient=replace(analysis.patient, p_malignant=0.2, category="normal"),
    )
    both = with_other_models(analysis, [analysis, other]).patient
    assert both.interval is None
    assert both.needs_review
    assert both.review_reason.code == "models_differ"
    elsewhere = replace(other, series=replace(analysis.series, uid="9"))
    with raises(UsageError, "other_series"):
        with_other_models(analysis, [elsewhere])


def test_models_whose_reach_the_series_lies_outside_have_no_say(analysis):
    outside = replace(analysis.patient, category="not_assessable", reasons=("arterial",))
    other = replace(analysis, model_name="other", weights_sha256="f" * 64, patient=outside)
    assert with_other_models(analysis, [other]).patient == analysis.patient
    assert with_other_models(other, [analysis]).patient == outside


def test_the_card_says_in_which_phases_the_model_works(monkeypatch):
    arterial = Phase("arterial", 105, 300, 120)
    monkeypatch.setattr("core.pipeline.measure_phase", lambda *_: arterial)
    series = hu_series(block_volume(4))
    card = {"assessable_phases": ["portal"]}
    with small_livers():
        patient = analyze(series, replace(known_model(), card=card), engine="torch").patient
        assert (patient.category, patient.reasons) == ("not_assessable", ("arterial",))
        card = {"assessable_phases": ["portal", "arterial"]}
        patient = analyze(series, replace(known_model(), card=card), engine="torch").patient
    assert (patient.category, patient.reasons) == ("indeterminate", ())
    # The block is cut off at the upper end, and no lesion was outlined.
    assert patient.nothing_found_in_part


def test_cautions_are_found(analysis):
    assert "partial_liver" in [caution.code for caution in analysis.cautions]


def test_the_slices_that_made_the_score_average_to_it(analysis):
    picks = list(analysis.contributing()["malignant"])
    assert len(picks) == 3
    assert analysis.probabilities[picks, 2].mean() == pytest.approx(analysis.patient.p_malignant)


def test_a_series_without_liver():
    analysis = analyze(hu_series(np.full((3, 64, 64), 250)), known_model())
    assert analysis.patient.category == "not_assessable"
    assert analysis.patient.reasons == ("no_liver",)
    assert {one.category for one in analysis.by_rule().values()} == {"not_assessable"}
    assert analysis.probabilities.tolist() == [[1, 0, 0]] * 3
    assert analysis.lesions == ()
    assert (analysis.cautions[0].code, analysis.cautions[0].severity) == ("no_liver", "stop")


def test_cancelled_at_once():
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        analyze(hu_series(block_volume(3)), known_model(), cancel=cancel)


def test_the_most_suspicious_slice_is_one_with_liver(analysis):
    scores = np.zeros((8, 3), np.float32)
    scores[:, 2] = [0.9, 0.1, 0.3, 0.8, 0.8, 0.2, 0.0, 0.0]
    liver = np.array([0.0] + [5.0] * 7)
    some = replace(analysis, probabilities=scores, liver_area_mm2=liver)
    assert some.most_suspicious() == 3  # the first of equals; slice 0 is without liver
    assert replace(some, liver_area_mm2=0 * liver).most_suspicious() is None
