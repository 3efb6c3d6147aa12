from dataclasses import replace

from core.preprocessing import PreprocessingConfig
from dashboard.components.model_card import card_rows
from tests.dashboard.tiny_case import CARD

METRICS = {
    "n_subjects": 14,
    "n_slices": 70,
    "liver_dice": 0.9312,
    "ece": 0.0421,
    "ci95": {"liver_dice": [0.91, 0.95]},
    "per_class": {"normal": {"precision": 1.0, "recall": 0.5, "f1": None, "support": 12}},
    "confusion_matrix": [[6, 1, 5], [0, 2, 0], [0, 0, 9]],
}


def test_a_figure_comes_with_its_interval_and_validation():
    assert card_rows.metric_rows(METRICS, {"liver_dice": 0.95})[0] == {
        "Figure": "Liver Dice, pixels pooled",
        "Test": "0.931",
        "95 % interval": "0.91–0.95",
        "Validation": "0.950",
    }


def test_what_the_card_lacks_is_said_to_be_not_measured():
    by_name = {row["Figure"]: row for row in card_rows.metric_rows(METRICS, {})}
    assert set(list(by_name["Lesion Dice, pixels pooled"].values())[1:]) == {"not measured"}


def test_counts():
    assert card_rows.counts_text(METRICS) == "14 subjects, 70 slices"
    assert card_rows.counts_text({}) == "Number of subjects and slices: not stated"


def test_data_by_part():
    (row,) = card_rows.data_rows({"test": {"subjects": 14, "slices": 70, "normal": 50}})
    assert row[""] == "Test"
    assert (row["Subjects"], row["Normal"], row["Benign"]) == ("14", "50", "not stated")


def test_calibration():
    card = replace(CARD, card={"temperature": 1.234, "metrics": METRICS})
    assert [value for _, value in card_rows.calibration_facts(card)] == [
        "1.23",
        "0.042",
        "not measured",
    ]


def test_how_slices_become_a_patient():
    curve = {"slope": 0.684, "intercept": -0.5, "n": 15, "n_positive": 5}
    section = {
        "weights_sha256": "ab",
        "rule": "top_k_mean",
        "k": 3,
        "thresholds": {"malignant": 0.4, "benign": 0.5, "normal": 0.5},
        "calibration": {"top_k_mean": {"malignant": curve, "benign": None}},
    }
    card = replace(CARD, card={"sha256": "ab", "patient": section})
    assert [value for _, value in card_rows.patient_facts(card)] == [
        "top-3 mean over liver slices",
        "malignant from 0.40, benign from 0.50, normal from 0.50, the first that is reached",
        "log-odds times 0.68, plus -0.50; fitted on 15 validation subjects, 5 malignant",
    ]
    assert dict(card_rows.patient_facts(CARD))["Patient's calibration"] == "none"
    assert "Patient" not in dict(card_rows.other_facts(card))


def test_the_file_and_every_key_without_a_place_are_listed():
    card = replace(
        CARD, card={"limits": [], "data_licence": "CC BY-SA 4.0", "parameters": 4_650_000}
    )
    facts = dict(card_rows.file_facts(card))
    assert facts["SHA-256"] == CARD.sha256
    assert facts["File"] == "known.pth, file is missing"
    assert facts["Parameters"] == "4.65 million"
    assert card_rows.other_facts(card) == [("Data licence", "CC BY-SA 4.0")]
    assert card_rows.other_facts(replace(CARD, card={})) == [("", "not stated")]


def test_values_in_words():
    assert card_rows.in_words({"test_subjects": [1, 2]}) == "test subjects: 1, 2"
    assert card_rows.in_words(None) == "null"
    assert card_rows.in_words(["One sentence.", "Another."]) == "One sentence.\nAnother."


def test_preprocessing_settings_come_with_their_unit():
    card = replace(CARD, card={"preprocessing": {"pixel_mm": 1.5, "window": [160.0, 100.0]}})
    assert card_rows.preprocessing_facts(card) == [
        ("Pixel, mm", "1.5"),
        ("Second and third channel, window width and level in HU", "160.0, 100.0"),
    ]


def test_every_preprocessing_setting_has_its_words():
    assert set(PreprocessingConfig(modality="MR").to_dict()) == set(card_rows.PREPROCESSING)


def test_the_limits_of_outlines_are_those_of_the_card():
    assert [value for _, value in card_rows.outline_facts(CARD)] == [
        "lesion has more than 50% of lesion and liver",
        "always kept",
    ]
    limits = {"lesion_share": 0.3, "certainty": 0.6}
    card = replace(CARD, card={**CARD.card, "outline": limits})
    assert [value for _, value in card_rows.outline_facts(card)] == [
        "lesion has more than 30% of lesion and liver",
        "kept if one voxel has a probability of 0.60 or more",
    ]
    assert "outline" not in dict(card_rows.other_facts(card))


def test_what_is_outlined_in_series_without_lesions():
    rows = [
        {"name": "a", "false_lesions": 0, "largest_ml": 0.0},
        {"name": "b", "false_lesions": 1, "largest_ml": 0.314},
        {"name": "c", "false_lesions": 3, "largest_ml": 1.24},
    ]
    card = replace(CARD, card={"lesion_free_series": {"series": rows, "rule": "..."}})
    assert card_rows.series_facts(card) == [
        ("a", "nothing outlined"),
        ("b", "1 lesion of 0.31 mL"),
        ("c", "3 lesions, the largest of 1.2 mL"),
    ]
    assert "Lesion free series" not in dict(card_rows.other_facts(card))
    assert card_rows.series_facts(CARD) == [("Series", "not measured")]


def test_for_which_series_a_model_is_assessable():
    reach = {
        "noise": {"limit_hu": 19.97, "pixel_mm": 1.5},
        "thickness": {"least_mm": 2.5, "most_mm": 5.0},
        "kernels": {"measured": "not measured", "reason": "the data don't state them"},
    }
    card = {"assessable_phases": ["portal"], "reach": reach}
    assert dict(card_rows.phase_facts(replace(CARD, card=card))) == {
        "Phases it is shown to work in": "portal",
        "Noise": "up to 20 HU in the liver, on pixels of 1.5 mm",
        "Slices": "2.5–5.0 mm thick",
        "Kernels": "not measured: the data don't state them",
        "Field": "at least 750 mL of a liver that is cut off",
    }


def test_a_card_without_these_sections_says_not_measured():
    rows = dict(card_rows.phase_facts(replace(CARD, card={})))
    assert {rows[name] for name in ("Noise", "Slices", "Kernels")} == {"not measured"}
