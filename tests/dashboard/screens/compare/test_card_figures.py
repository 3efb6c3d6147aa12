from dataclasses import replace

from dashboard.screens.compare import card_figures, sentences
from tests.dashboard.screens.models.measured import measured_card, metrics
from tests.dashboard.tiny_case import CARD


def codes(cards):
    return [note.code for note in card_figures.notes(cards)]


def test_each_figure_has_its_interval_under_it():
    assert card_figures.row(measured_card()) == {
        "Lesion Dice": "0.818\n0.35–0.86",
        "AUC lesion": "0.987\n0.96–1.00",
        "False pos./slice": "0.13",  # its card has no interval
    }


def test_a_card_without_figures_says_so():
    assert set(card_figures.row(CARD).values()) == {"not measured"}
    assert card_figures.heading([CARD]) == sentences.on_each_cards_test_subjects()
    assert codes([CARD]) == ["what_the_card_figures_are"]


def test_the_heading_says_how_many_slices_of_how_many_subjects():
    both = [measured_card("a"), measured_card("b"), CARD]
    assert card_figures.heading(both) == sentences.on_the_test_subjects("15 subjects, 93 slices")
    assert codes(both) == ["what_the_card_figures_are"]


def test_figures_of_different_subjects_are_not_compared():
    cards = [measured_card("a"), measured_card("b", metrics=metrics(n_slices=50))]
    assert card_figures.heading(cards).code == "on_each_cards_test_subjects"
    assert card_figures.notes(cards)[1] == sentences.measured_on_different_subjects(
        "a: 15 subjects, 93 slices; b: 15 subjects, 50 slices"
    )


def test_a_model_that_was_trained_on_its_test_subjects_is_named():
    seen = replace(measured_card("a"), card={"metrics": metrics(subjects_seen_in_training=2)})
    assert card_figures.notes([seen])[-1] == sentences.trained_on_test_subjects("a")
