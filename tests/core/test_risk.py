import numpy as np
import pytest

from core.errors import UsageError
from core.risk import patient_risk

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
    assert risk.method == "top-3 mean over liver slices"


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
    assert (risk.p_malignant, risk.method) == (0.6, "top-1 mean over liver slices")


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


@pytest.mark.parametrize("options", [{"k": 0}, {"threshold": 0.4}, {"threshold": 1.2}])
def test_rules_that_make_no_sense_are_refused(options):
    with pytest.raises(UsageError):
        patient_risk(rows((0.1, 0.1)), np.ones(1), **options)
