import numpy as np
import pytest

from core.risk import RULES, PatientSettings, aggregate, contributing_slices

#: (normal, benign, malignant) of five slices; the first shows no liver.
P = np.array(
    [
        [0.0, 0.0, 1.0],
        [0.5, 0.4, 0.1],
        [0.2, 0.2, 0.6],
        [0.7, 0.0, 0.3],
        [0.3, 0.1, 0.6],
    ]
)
LIVER = np.array([0.0, 10.0, 10.0, 10.0, 10.0])


def mask() -> np.ndarray:
    """Benign on slice 1, malignant on slices 0 (no liver, so never counted) and 3."""
    codes = np.ones((5, 4, 4), np.uint8)
    codes[1, 0, 0], codes[3, 1, 1], codes[0, 2, 2] = 2, 3, 3
    return codes


@pytest.mark.parametrize(
    ("rule", "malignant", "benign"),
    [
        ("max", (2,), (1,)),  # of equals the most inferior
        ("mean", (1, 2, 3, 4), (1, 2, 3, 4)),
        ("noisy_or", (1, 2, 3, 4), (1, 2, 3, 4)),
        ("top_k_mean", (2, 4), (1, 2)),
        ("lesion_burden", (3,), (1,)),
    ],
)
def test_each_rule_names_the_slices_it_used(rule, malignant, benign):
    found = contributing_slices(P, LIVER, mask(), PatientSettings(rule=rule, k=2))
    assert found == {"malignant": malignant, "benign": benign}


@pytest.mark.parametrize("rule", ["max", "mean", "top_k_mean", "noisy_or"])
def test_the_slices_named_make_the_same_score_alone(rule):
    settings = PatientSettings(rule=rule, k=2)
    for name, column in (("benign", 1), ("malignant", 2)):
        picks = list(contributing_slices(P, LIVER, mask(), settings)[name])
        alone = aggregate(rule, P[picks], LIVER[picks], k=2)[column - 1]
        assert alone == pytest.approx(aggregate(rule, P, LIVER, k=2)[column - 1])


@pytest.mark.parametrize("rule", RULES)
def test_without_liver_no_slice_counts(rule):
    found = contributing_slices(P, np.zeros(5), mask(), PatientSettings(rule=rule))
    assert found == {"malignant": (), "benign": ()}
