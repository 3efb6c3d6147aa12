import numpy as np
import pytest

from core.errors import UsageError
from core.risk import RULES, aggregate

#: (normal, benign, malignant) of four slices; the last one shows no liver.
P = np.array([[0.5, 0.4, 0.1], [0.2, 0.2, 0.6], [0.7, 0.0, 0.3], [0.0, 0.0, 1.0]])
LIVER = np.array([10.0, 10.0, 10.0, 0.0])


@pytest.mark.parametrize(
    ("rule", "benign", "malignant"),
    [
        ("max", 0.4, 0.6),
        ("mean", 0.2, 1 / 3),
        ("top_k_mean", 0.3, 0.45),
        # 1 - 0.6 0.8 1.0 and 1 - 0.9 0.4 0.7
        ("noisy_or", 0.52, 0.748),
        # 0.001 / 0.002 and 0.009 / 0.010
        ("lesion_burden", 0.5, 0.9),
    ],
)
def test_each_rule_over_the_liver_slices_alone(rule, benign, malignant):
    raw = aggregate(rule, P, LIVER, lesion_share=(0.001, 0.009), k=2)
    assert raw == pytest.approx((benign, malignant))


@pytest.mark.parametrize("rule", RULES)
def test_nothing_found_is_no_score_and_no_liver_is_no_answer(rule):
    healthy = np.tile([1.0, 0.0, 0.0], (5, 1))
    assert aggregate(rule, healthy, np.ones(5)) == (0.0, 0.0)
    assert aggregate(rule, healthy, np.zeros(5)) is None


def test_a_rule_that_is_not_there_lists_those_that_are():
    with pytest.raises(UsageError) as told:
        aggregate("median", P, LIVER)
    assert told.value.code == "unknown_rule"
    assert all(rule in str(told.value) for rule in RULES)
