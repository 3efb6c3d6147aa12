from dataclasses import replace

import pytest

from dashboard.components.model_menu import sentences
from dashboard.components.model_menu.strengths import figures_in_words, strengths, whom
from tests.dashboard.screens.models.measured import measured_card, metrics
from tests.dashboard.tiny_case import CARD


def card(name, found=30, alarms=4, dice=0.7, **changes):
    """Measured on 36 lesions and 88 slices without one."""
    return measured_card(
        name,
        metrics=metrics(
            lesion_sensitivity=found / 36,
            alarms_lesion_free=alarms / 88,
            n_alarms_lesion_free=alarms,
            n_lesion_free=88,
            lesion_dice=dice,
            lesion_detection={"n_found": found, "n_lesions": 36},
            **changes,
        ),
    )


def codes(*cards, speeds=None):
    """Model -> codes of what it is best at."""
    named = {one.name: one for one in cards}
    told = strengths(named, speeds or {})
    return {name: [words.code for words in best_at] for name, best_at in told.items()}


def speed(ms):
    return {"ms_per_slice_median": ms, "engine": "onnx", "n_slices": 48, "analyses": 1}


def test_each_is_told_what_it_is_best_at():
    finder, quiet = card("finder", found=33, alarms=23), card("quiet", found=22, alarms=0)
    neat = card("neat", dice=0.75)
    assert codes(finder, quiet, neat, card("plain")) == {
        "finder": ["most_lesions_found"],
        "quiet": ["fewest_false_alarms"],
        "neat": ["best_lesion_outlines"],
        "plain": [],
    }


def test_it_follows_the_cards_and_no_list_of_names():
    assert codes(card("a", found=31), card("b"))["a"] == ["most_lesions_found"]
    assert codes(card("a"), card("b", found=31))["b"] == ["most_lesions_found"]


def test_those_that_share_the_best_are_both_named():
    told = codes(card("a", found=33), card("b", found=33), card("c"))
    assert told == {"a": ["most_lesions_found"], "b": ["most_lesions_found"], "c": []}


def test_alone_or_all_alike_nothing_is_best():
    assert codes(card("a")) == {"a": []}
    assert codes(card("a"), card("b")) == {"a": [], "b": []}


def test_what_was_not_measured_is_not_compared():
    assert codes(card("a", found=33), CARD) == {"a": [], CARD.name: []}
    bare = measured_card("bare", metrics={"ci95": None})
    assert codes(card("a"), card("b", found=33), bare)["b"] == ["most_lesions_found"]


def test_models_measured_on_different_subjects_are_not_compared():
    elsewhere = card("b", found=36, n_subjects=3, n_slices=20)
    assert codes(card("a"), elsewhere) == {"a": [], "b": []}
    assert whom({"a": card("a"), "b": elsewhere}) == ""
    assert whom({"a": card("a"), "b": CARD}) == "15 subjects, 93 slices"


def test_a_model_that_was_trained_on_its_test_subjects_wins_nothing():
    cheat = card("cheat", found=36, subjects_seen_in_training=2)
    told = codes(cheat, card("a", found=33), card("b"))
    assert told == {"cheat": [], "a": ["most_lesions_found"], "b": []}


def test_the_fastest_is_named_once_two_were_timed_here():
    a, b, c = card("a"), card("b"), card("c")
    one = {a.sha256: speed(6.0)}
    assert codes(a, b, c, speeds=one) == {"a": [], "b": [], "c": []}
    two = {**one, b.sha256: speed(5.0)}
    assert codes(a, b, c, speeds=two) == {"a": [], "b": ["fastest_here"], "c": []}
    # What both would read is a tie.
    assert codes(a, b, speeds={**one, b.sha256: speed(6.04)}) == {"a": [], "b": []}


def test_a_cards_speed_of_another_machine_does_not_count():
    a, b = card("a"), card("b")
    stated = {"ms_per_slice_median": 1.0, "engine": "onnx"}
    assert codes(a, b, speeds={a.sha256: stated, b.sha256: speed(5.0)}) == {"a": [], "b": []}


@pytest.mark.parametrize("detection", [None, {}, {"n_found": 30}, [1]])
def test_figures_that_a_card_lacks_are_left_out(detection):
    half = replace(CARD, card={"metrics": {**card("a").metrics, "lesion_detection": detection}})
    assert figures_in_words(half) == sentences.false_alarms("4", "88")


def test_the_figures_of_a_card_in_words():
    assert figures_in_words(card("a")) == "30 of 36 lesions found · false alarms on 4 of 88 slices"
    assert figures_in_words(CARD).code == "not_measured_on_test_subjects"
