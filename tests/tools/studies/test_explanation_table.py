"""The measured tables of docs/explanations.md are those of the shipped models."""

from __future__ import annotations

import json

import pytest

from core.attribution import METHODS
from core.models.registry import shipped_folder
from tools.studies.explanation_table import PAGE, RESULTS, model_table, spread, tables, with_heat


@pytest.fixture(scope="module")
def results():
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_the_page_holds_the_tables_of_the_results(results):
    assert tables(results) in PAGE.read_text(encoding="utf-8")


def test_every_shipped_model_was_measured_with_the_weights_it_has(results):
    cards = [json.loads(path.read_text()) for path in shipped_folder().glob("*.json")]
    assert {card["name"]: card["sha256"] for card in cards} == {
        name: model["weights_sha256"] for name, model in results["models"].items()
    }


def test_every_method_was_measured_on_every_model_or_the_page_says_why_not(results):
    for model in results["models"].values():
        assert set(model["energy"]) | set(model["unavailable"]) == set(METHODS)


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
