import pytest

from core.errors import CheckpointError, UsageError
from core.risk import PatientSettings, Platt


def card(**changes):
    curve = {"slope": 0.9, "intercept": -0.1, "n": 15, "n_positive": 5}
    section = {
        "weights_sha256": "ab",
        "rule": "max",
        "k": 5,
        "thresholds": {"malignant": 0.4, "benign": 0.5, "normal": 0.6},
        "calibration": {"max": {"malignant": curve, "benign": None}},
    }
    return {"name": "net", "sha256": "ab", "patient": {**section, **changes}}


def test_a_card_says_rule_thresholds_and_curves():
    settings = PatientSettings.from_card(card())
    assert (settings.rule, settings.k) == ("max", 5)
    assert settings.thresholds == {"malignant": 0.4, "benign": 0.5, "normal": 0.6}
    assert settings.calibration["max"].malignant == Platt(0.9, -0.1, 15, 5)
    assert settings.calibration["max"].benign is None


@pytest.mark.parametrize("silent", [{}, {"sha256": "ab"}, card(weights_sha256="cd")])
def test_a_silent_card_or_one_of_other_weights_gives_the_defaults(silent):
    assert PatientSettings.from_card(silent) == PatientSettings()
    assert PatientSettings().thresholds == {"malignant": 0.5, "benign": 0.5, "normal": 0.5}


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "median"},
        {"k": 0},
        {"k": None},
        {"thresholds": {"malignant": 0.5}},
        {"thresholds": {"malignant": 0.0, "benign": 0.5, "normal": 0.5}},
        {"calibration": {"max": {"malignant": {"slope": 1.0}}}},
        {"calibration": [1]},
    ],
)
def test_a_damaged_section_names_the_card(changes):
    with pytest.raises(CheckpointError) as told:
        PatientSettings.from_card(card(**changes))
    assert told.value.code == "patient_section_unreadable"
    assert str(told.value).startswith("net.json: ")


def test_another_rule_keeps_the_rest():
    settings = PatientSettings.from_card(card()).with_rule("mean")
    assert (settings.rule, settings.k) == ("mean", 5)
    with pytest.raises(UsageError) as told:
        settings.with_rule("median")
    assert told.value.code == "unknown_rule"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"k": 0}, "top_k_too_small"),
        ({"thresholds": {"malignant": 0.5}}, "wrong_thresholds"),
        (
            {"thresholds": {"malignant": 1.5, "benign": 0.5, "normal": 0.5}},
            "class_threshold_out_of_range",
        ),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, code):
    with pytest.raises(UsageError) as told:
        PatientSettings(**settings)
    assert told.value.code == code
