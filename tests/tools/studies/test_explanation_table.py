from __future__ import annotations

from pathlib import Path

from core.models.registry import ModelCard
from tools.studies import explanation_table
from tools.studies.explanation_table import model_table, spread, tables, with_heat


def test_a_model_that_the_study_has_not_seen_reads_not_measured(monkeypatch):
    cards = {"new": ModelCard("new", "vgg16", Path("new.pth"), "ab", {})}
    monkeypatch.setattr(explanation_table, "shipped_models", lambda: cards)
    known = {"weights_sha256": "another", "backbone": "vgg16"}
    for models in ({}, {"new": known}):
        made = tables({"slices": {}, "models": models})
        assert made.endswith("### new\n\nNot measured with these weights.")


def test_mean_range_and_number_by_hand():
    assert spread([0.1, 0.2, 0.6]) == "30% (10% to 60%), n 3"
    assert spread([0.5, -0.1], share=False) == "0.20 (-0.10 to 0.50), n 2"
    assert spread([0.004, 0.096]) == "5.0% (0.4% to 9.6%), n 2"
    assert spread([]) == "not measured"
    assert with_heat([0.5, None]) == "50% (50% to 50%), n 1; 1 without heat"


def test_a_models_table_by_hand():
    model = {
        "unavailable": {"deeplift": "it can't"},
        "energy": {"saliency": {"phantom/1": 0.5, "val/2/0": 0.25, "test/3/0": None}},
        "randomised": {"saliency": {"val/2/0": {"slice head": 0.9, "encoder": 0.1}, "x": None}},
    }
    rows = model_table(model).splitlines()
    assert rows[2] == (
        "| Saliency | 50% (50% to 50%), n 1 | 25% (25% to 25%), n 1; 1 without heat | "
        "0.50 (0.50 to 0.50), n 1 | 0.10 (0.10 to 0.10), n 1 |"
    )
    assert "| DeepLift | can't be done | | | |" in rows
    # A method that was added after the study.
    assert f"| Occlusion{' | not measured' * 4} |" in rows
