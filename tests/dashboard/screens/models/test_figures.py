from dashboard.screens.models.figures import BY_KEY, FIGURES, figures_of, rows
from tests.dashboard.screens.models.measured import measured_card, metrics


def test_each_part_has_its_own_figures():
    card, dice = measured_card(), BY_KEY["lesion_dice"]
    assert dice.value(figures_of(card, "Test")) == 0.818
    assert dice.value(figures_of(card, "Validation")) == 0.782
    assert figures_of(measured_card(validation_metrics=None), "Validation") == {}


def test_every_figure_that_is_shown_has_an_n():
    full = metrics()
    assert [figure.count(full) for figure in FIGURES] == [
        *("93 slices", "18 slices with a lesion", "86 slices", "85 slices", "85 slices"),
        *("85 slices", "32 lesions", "93 slices"),
    ]


def test_shapes_that_were_not_expected_are_empty():
    assert rows({"a": 1}) == []
    assert rows([{"a": 1}, 3, None]) == [{"a": 1}]
