from dataclasses import replace

from dashboard import card_view
from tests.dashboard.tiny_case import CARD

METRICS = {
    "n_subjects": 14,
    "n_slices": 70,
    "liver_dice": 0.9312,
    "ci95": {"liver_dice": [0.91, 0.95]},
    "per_class": {"normal": {"precision": 1.0, "recall": 0.5, "f1": None, "support": 12}},
}


def test_a_figure_comes_with_its_interval():
    row = card_view.metric_rows(METRICS)[0]
    assert row == {"Figure": "Liver Dice", "Value": "0.931", "95 % interval": "0.91 – 0.95"}


def test_what_the_card_lacks_is_said_to_be_not_measured():
    by_name = {row["Figure"]: row for row in card_view.metric_rows(METRICS)}
    assert by_name["Lesion Dice"]["Value"] == "not measured"
    assert by_name["Lesion Dice"]["95 % interval"] == ""


def test_counts():
    assert card_view.counts_text(METRICS) == "14 subjects, 70 slices"
    assert card_view.counts_text({}) == "Number of subjects and slices: not stated"


def test_classes():
    assert card_view.class_rows(METRICS) == [
        {
            "Class": "normal",
            "Precision": "1.00",
            "Recall": "0.50",
            "F1": "not measured",
            "Slices": "12",
        }
    ]


def test_every_other_key_of_the_card_is_listed():
    card = replace(CARD, card={"limits": [], "data_licence": "CC BY-SA 4.0", "seed": 3})
    facts = dict(card_view.facts(card))
    assert facts["Data licence"] == "CC BY-SA 4.0"
    assert facts["Seed"] == "3"
    assert facts["SHA-256"] == CARD.sha256
    assert facts["File"] == "known.pth, file is missing"


def test_values_in_words():
    assert card_view.in_words({"test_subjects": [1, 2]}) == "test subjects: 1, 2"
    assert card_view.in_words(list(range(60))) == "60 in all"
    assert card_view.in_words(None) == "null"
