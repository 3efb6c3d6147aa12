import numpy as np
import pytest

from core.errors import UsageError
from core.risk import PatientSettings, Platt, RuleCalibration, all_rules, patient_risk

LIVER = np.full(5, 1000.0)


def rows(*pairs):
    """(benign, malignant) -> (z, 3) rows that sum to 1."""
    return np.array([(1 - b - m, b, m) for b, m in pairs])


def test_the_mean_of_the_three_highest_with_malignant_before_benign():
    p = rows((0.0, 0.9), (0.1, 0.8), (0.2, 0.7), (0.3, 0.1), (0.4, 0.0))
    risk = patient_risk(p, LIVER)
    # m = (0.9 + 0.8 + 0.7) / 3, b = (0.4 + 0.3 + 0.2) / 3
    assert risk.p_malignant == pytest.approx(0.8)
    assert risk.p_benign == pytest.approx(0.2 * 0.3)
    assert risk.p_normal == pytest.approx(0.2 * 0.7)
    assert risk.category == "malignant"
    assert risk.method == "top-3 mean over liver slices, not calibrated"
    assert (risk.rule, risk.calibrated, risk.interval) == ("top_k_mean", False, None)


def test_slices_without_liver_do_not_count():
    p = rows((0.0, 1.0), (0.0, 0.1), (0.0, 0.1))
    risk = patient_risk(p, np.array([0.0, 50.0, 50.0]))
    assert risk.p_malignant == pytest.approx(0.1)
    assert risk.category == "normal"


def test_fewer_liver_slices_than_k_are_all_averaged():
    risk = patient_risk(rows((0.6, 0.0), (0.8, 0.0)), np.array([9.0, 9.0]))
    assert risk.p_benign == pytest.approx(0.7)
    assert risk.category == "benign"


def test_k_is_named_in_the_method():
    risk = patient_risk(rows((0.0, 0.6), (0.0, 0.2)), np.ones(2), k=1)
    assert (risk.p_malignant, risk.method) == (
        0.6,
        "top-1 mean over liver slices, not calibrated",
    )


def test_no_class_at_the_threshold_is_indeterminate():
    # m = 0.4, b = 0.5: 0.4, 0.3, 0.3
    risk = patient_risk(rows((0.5, 0.4)), np.ones(1))
    assert (risk.p_malignant, risk.p_benign, risk.p_normal) == pytest.approx((0.4, 0.3, 0.3))
    assert risk.category == "indeterminate"


def test_without_liver_there_is_no_evidence():
    risk = patient_risk(rows((0.0, 0.9)), np.zeros(1))
    assert risk.category == "indeterminate"
    assert risk.p_normal == risk.p_benign == risk.p_malignant == pytest.approx(1 / 3)
    assert "no liver" in risk.method


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"k": 0}, "top_k_too_small"),
        ({"threshold": 0.4}, "threshold_out_of_range"),
        ({"threshold": 1.2}, "threshold_out_of_range"),
    ],
)
def test_rules_that_make_no_sense_are_refused(options, code):
    with pytest.raises(UsageError) as told:
        patient_risk(rows((0.1, 0.1)), np.ones(1), **options)
    assert told.value.code == code


def test_the_curve_of_the_settings_bends_the_score_before_the_rest_is_shared_out():
    # log-odds of 0.8 are ln 4; half of that is ln 2, which is 2/3.
    curves = RuleCalibration(malignant=Platt(0.5, 0.0, n=15, n_positive=5))
    settings = PatientSettings(calibration={"top_k_mean": curves})
    risk = patient_risk(rows((0.3, 0.8), (0.3, 0.8)), np.ones(2), settings=settings)
    assert risk.p_malignant == pytest.approx(2 / 3)
    assert risk.p_benign == pytest.approx(1 / 3 * 0.3)
    assert risk.p_normal == pytest.approx(1 / 3 * 0.7)
    assert risk.calibrated
    assert risk.method == (
        "top-3 mean over liver slices, p(malignant) calibrated on 15 validation subjects"
    )


def test_the_benign_score_has_a_curve_of_its_own():
    # Intercept ln 2 on log-odds 0: 2/3 of what is not malignant.
    curves = RuleCalibration(benign=Platt(1.0, np.log(2.0), n=8))
    settings = PatientSettings(calibration={"top_k_mean": curves})
    risk = patient_risk(rows((0.5, 0.4)), np.ones(1), settings=settings)
    assert (risk.p_malignant, risk.p_benign) == pytest.approx((0.4, 0.6 * 2 / 3))
    assert not risk.calibrated
    assert (
        risk.method == "top-3 mean over liver slices, p(benign) calibrated on 8 validation subjects"
    )


def test_the_gravest_class_at_its_threshold_names_the_patient():
    thresholds = {"malignant": 0.4, "benign": 0.5, "normal": 0.5}
    risk = patient_risk(
        rows((0.0, 0.45)), np.ones(1), settings=PatientSettings(thresholds=thresholds)
    )
    # p(normal) is 0.55, at its threshold too.
    assert risk.category == "malignant"


def test_each_rule_gives_its_own_answer():
    p = rows((0.0, 0.8), (0.0, 0.2), (0.0, 0.0), (0.0, 0.0))
    said = all_rules(p, np.ones(4), lesion_share=(0.0, 0.003))
    assert {rule: risk.p_malignant for rule, risk in said.items()} == pytest.approx(
        {
            "top_k_mean": 1 / 3,
            "max": 0.8,
            "mean": 0.25,
            "noisy_or": 1 - 0.2 * 0.8,
            "lesion_burden": 0.75,
        }
    )
    assert {rule: risk.category for rule, risk in said.items()} == {
        "top_k_mean": "normal",
        "max": "malignant",
        "mean": "normal",
        "noisy_or": "malignant",
        "lesion_burden": "malignant",
    }
    assert [risk.rule for risk in said.values()] == list(said)
