from dashboard.components.model_menu import sentences
from dashboard.components.model_menu.menu import row, row_words
from tests.dashboard.tiny_case import CARD


def test_a_model_that_nothing_is_known_of():
    told = row_words(CARD, [], None)
    assert [getattr(part, "code", part) for part in told] == [
        *("", "not_measured_on_test_subjects", "not_timed_here")
    ]


def test_what_it_is_best_at_comes_first_and_begins_like_a_sentence():
    best_at = [sentences.most_lesions_found(), sentences.fastest_here()]
    assert row_words(CARD, best_at, None)[0] == "Most lesions found, fastest here"


def test_names_of_models_are_taken_literally():
    drawn = row("<b>", ("A & b", "x", "y"), in_use=True)
    assert "<b>&lt;b&gt;</b>" in drawn
    assert "<strong>A &amp; b</strong> x" in drawn
    assert "ll-here" in drawn
    assert "ll-here" not in row("a", ("", "x", "y"), in_use=False)
