import math

import pytest

from dashboard.screens.models.figures import (
    BY_KEY,
    FIGURES,
    bounds,
    count_of,
    figure_of,
    figures_of,
    interval_of,
    number,
    rows,
    table,
    who_was_measured,
    with_interval,
)
from tests.dashboard.screens.models.measured import measured_card, metrics


def test_each_part_has_its_own_figures():
    card = measured_card()
    assert figure_of(figures_of(card, "Test"), "lesion_dice") == 0.818
    assert figure_of(figures_of(card, "Validation"), "lesion_dice") == 0.782
    assert figures_of(measured_card(validation_metrics=None), "Validation") == {}


@pytest.mark.parametrize("value", [None, "0.9", True, math.nan, math.inf, [0.9], {}])
def test_what_is_no_number_was_not_measured(value):
    assert number(value) is None
    assert with_interval({"ece": value}, "ece") == "not measured"


def test_an_interval_stands_behind_its_figure():
    assert with_interval(metrics(), "lesion_dice") == "0.82 (0.35–0.86)"
    assert with_interval(metrics(), "liver_dice", 3) == "0.962"
    assert interval_of(metrics(), "ece") == (0.03, 0.1)


@pytest.mark.parametrize("value", [None, [0.1], [0.1, None], "ab", {"low": 0}])
def test_what_is_no_interval_is_none(value):
    assert bounds(value) is None


def test_every_figure_has_an_n_and_none_is_made_up():
    full = metrics()
    assert [count_of(full, figure) for figure in FIGURES] == [
        *("93 slices", "18 lesion slices", "86 slices", "85 slices", "85 slices", "85 slices"),
        *("32 lesions", "93 slices"),
    ]
    assert count_of({"lesion_dice": 0.8}, BY_KEY["lesion_dice"]) is None


def test_who_was_measured():
    assert who_was_measured(metrics()) == "15 subjects, 93 slices"
    assert who_was_measured({"n_slices": 3}) == "3 slices"
    assert who_was_measured({}) == ""


def test_shapes_that_were_not_expected_are_empty():
    assert table([1]) == {}
    assert rows({"a": 1}) == []
    assert rows([{"a": 1}, 3, None]) == [{"a": 1}]
