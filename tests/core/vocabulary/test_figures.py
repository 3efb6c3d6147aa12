import math

import pytest

from core.vocabulary.figures import (
    BY_KEY,
    ECE,
    FIGURES,
    LESION_DICE,
    LESION_SENSITIVITY,
    LIVER_DICE,
    bounds,
    table,
    trained_on_them,
    who_was_measured,
)

METRICS = {
    "lesion_dice": 0.8184,
    "liver_dice": 0.962,
    "ece": 0.055,
    "ci95": {"lesion_dice": [0.354, 0.866], "ece": [0.0301, 0.1]},
    "n_slices": 93,
    "n_lesion_slices": 18,
    "lesion_detection": {"n_found": 25, "n_lesions": 32, "n_subjects_with_lesion": 5},
}


@pytest.mark.parametrize("value", [None, "0.9", True, math.nan, math.inf, [0.9], {}])
def test_what_is_no_number_was_not_measured(value):
    assert ECE.value({"ece": value}) is None
    assert ECE.with_interval({"ece": value}) == "not measured"


def test_an_interval_stands_behind_its_figure():
    assert LESION_DICE.with_interval(METRICS) == "0.818 (0.35–0.87)"
    assert LIVER_DICE.with_interval(METRICS) == "0.962"
    assert ECE.with_interval(METRICS) == "0.055 (0.030–0.100)"


@pytest.mark.parametrize("value", [None, [0.1], [0.1, None], "ab", {"low": 0}])
def test_what_is_no_interval_is_none(value):
    assert bounds(value) is None


def test_an_n_is_named_and_none_is_made_up():
    assert LESION_DICE.count(METRICS) == "18 slices with a lesion"
    assert LESION_SENSITIVITY.count(METRICS) == "32 lesions"
    assert LESION_SENSITIVITY.count(METRICS, in_full=True) == "25 of 32 lesions in 5 subjects"
    less = {"lesion_detection": {"n_lesions": 32}}
    assert LESION_SENSITIVITY.count(less, in_full=True) == "32 lesions"
    assert LESION_DICE.count({"lesion_dice": 0.8}) == ""
    assert LESION_DICE.count({"n_lesion_slices": None, "lesion_detection": [1]}) == ""


def test_each_figure_has_a_name_and_a_meaning_of_its_own():
    figures = BY_KEY.values()
    assert len({figure.title for figure in figures}) == len(figures)
    assert len({figure.short for figure in figures}) == len(figures)
    assert all(figure.meaning.endswith(".") for figure in figures)
    assert len(FIGURES) == len([figure for figure in FIGURES if BY_KEY[figure.key] is figure])


def test_shapes_that_were_not_expected_are_empty():
    assert table([1]) == {}


def test_who_was_measured():
    assert who_was_measured({"n_subjects": 15, "n_slices": 93}) == "15 subjects, 93 slices"
    assert who_was_measured({"n_slices": 3}) == "3 slices"
    assert who_was_measured({}) == ""


@pytest.mark.parametrize(("count", "seen"), [(0, False), (3, True), (None, False), ("x", False)])
def test_whether_a_model_was_trained_on_those_subjects(count, seen):
    assert trained_on_them({"subjects_seen_in_training": count}) is seen
    assert not trained_on_them({})
