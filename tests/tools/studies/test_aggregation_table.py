"""docs/aggregation.md shows what was measured of the weights that are shipped."""

import json
from pathlib import Path

import pytest

from core.models import available_models
from core.risk import PatientSettings
from tools.studies.aggregation_table import BEGIN, END, rules_table, samples_table, write_tables

REPO = Path(__file__).parents[3]
ROW = {
    "rule": "max",
    "n": 15,
    "n_malignant": 5,
    "auc_malignant": 0.987,
    "auc_malignant_ci95": [0.89, 1.0],
    "auc_malignant_alone": 0.5,
    "auc_lesion": None,
    "brier_raw": 0.1,
    "brier": 0.082,
    "ece_raw": 0.2,
    "ece": 0.3,
    "drift": 0.0,
}


def said(category):
    return {"max": {"category": category, "p_malignant": 0.25}}


def test_a_row_of_the_comparison():
    last = rules_table([ROW]).splitlines()[-1]
    assert last == (
        "| max | 15 | 0.99 (0.89–1.00) | 0.50 | – | 0.100 | 0.082 | 0.200 | 0.300 | 0.000 |"
    )


def test_a_wrong_category_stands_out():
    samples = {"normal": said("normal"), "benign": said("malignant"), "malignant": said("normal")}
    summary = {"net": {"section": {"rule": "max"}, "samples": samples}}
    assert samples_table(summary).splitlines()[-1] == (
        "| net | max | normal 0.25 | **malignant 0.25** | **normal 0.25** | none |"
    )


def test_words_around_the_tables_are_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_tables({}, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text


@pytest.mark.parametrize("name", available_models())
def test_a_shipped_card_says_what_the_study_measured(name):
    card = available_models()[name].card
    if "patient" not in card:
        pytest.skip(f"{name}: its card says nothing of patients, so it is not calibrated")
    measured = json.loads(
        (REPO / "tools/studies/aggregation_study.json").read_text(encoding="utf-8")
    )
    assert measured["models"][name]["weights_sha256"] == card["sha256"]
    settings = PatientSettings.from_card(card)
    assert settings.calibration[settings.rule].malignant.n == card["patient"]["n_subjects"]
    page = (REPO / "docs/aggregation.md").read_text(encoding="utf-8")
    assert f"### {name}\n" in page
