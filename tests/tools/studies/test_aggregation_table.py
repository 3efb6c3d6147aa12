from pathlib import Path

from core.models.registry import ModelCard
from tools.studies import aggregation_table
from tools.studies.aggregation_table import (
    BEGIN,
    END,
    rules_table,
    samples_table,
    summary,
    tables,
    with_tables,
)

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
    one = {"rule": "max", "samples": samples}
    assert samples_table({"net": one}).splitlines()[-1] == (
        "| net | max | normal 0.25 | **malignant 0.25** | **normal 0.25** | none |"
    )


def test_a_model_that_no_study_has_seen_reads_not_measured():
    one = summary(ModelCard("new", "vgg16", Path("new.pth"), "ab", {"sha256": "ab"}), {})
    assert one == {"section": None, "rule": "top_k_mean", "test": None, "samples": {}}
    made = tables({"new": one})
    assert f"| new{' | not measured' * 5} |" in made
    assert "Validation subjects: not measured" in made
    assert "Test subjects: not measured." in made


def test_what_was_measured_with_other_weights_does_not_count(monkeypatch):
    cards = {"net": ModelCard("net", "vgg16", Path("net.pth"), "new", {})}
    monkeypatch.setattr(aggregation_table, "shipped_models", lambda: cards)
    results = {"models": {"net": {"weights_sha256": "old", "samples": {"normal": {}}}}}
    assert aggregation_table.summaries_of(results)["net"]["samples"] == {}


def test_words_around_the_tables_are_left_alone():
    page = with_tables(f"before\n{BEGIN}\nold\n{END}\nafter\n", {})
    assert page.startswith("before\n")
    assert page.endswith("after\n")
    assert "old" not in page
