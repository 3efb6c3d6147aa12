from dataclasses import replace

import numpy as np
import pytest

from core.risk import PatientSettings
from dashboard.screens.risk.along import liver_slices, ringed_slices, which_count
from tests.dashboard.tiny_case import tiny_analysis


def with_rule(rule: str):
    return replace(tiny_analysis(), patient_settings=PatientSettings(rule=rule))


def test_by_the_rule_of_lesion_burden_the_lesions_slices_are_ringed():
    analysis = with_rule("lesion_burden")
    # The malignant block lies on slices 3 and 4.
    assert ringed_slices(analysis, analysis.contributing()) == {"malignant": (3, 4), "benign": ()}
    assert which_count(analysis, analysis.contributing()).endswith(
        "Malignant-looking: 4–5; Benign-looking: none."
    )


def test_where_every_liver_slice_counts_none_is_ringed():
    analysis = with_rule("noisy_or")
    assert ringed_slices(analysis, analysis.contributing()) == {}
    assert which_count(analysis, analysis.contributing()).startswith(
        "All 5 slices with liver count"
    )


def test_without_liver_no_slice_counts():
    analysis = replace(tiny_analysis(), liver_area_mm2=np.zeros(6))
    assert (
        which_count(analysis, analysis.contributing())
        == "No slice counts towards the patient's score."
    )


@pytest.mark.parametrize(
    ("with_liver", "shown"),
    [
        (range(40, 60), (38, 61)),
        (range(1, 99), (0, 99)),
        ([0], (0, 2)),
        ([10, 90], (8, 92)),
        ([], (0, 99)),
    ],
)
def test_the_slices_with_liver_have_two_neighbours_on_either_side(with_liver, shown):
    area = np.zeros(100)
    area[list(with_liver)] = 500.0
    assert liver_slices(area) == shown
