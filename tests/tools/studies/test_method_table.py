"""The tables of docs/explanations.md on methods and backbones are those of the code and results."""

from __future__ import annotations

import json

import pytest

from core.attribution import METHODS
from tools.studies.method_table import (
    NETWORKS,
    PAGE,
    RESULTS,
    UNETS,
    backbones_table,
    methods_table,
)


@pytest.fixture(scope="module")
def results():
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_the_page_describes_the_methods_as_they_are():
    assert methods_table() in PAGE.read_text(encoding="utf-8")


def test_the_page_holds_the_table_of_the_results(results):
    assert backbones_table(results) in PAGE.read_text(encoding="utf-8")


def test_every_method_was_tried_on_every_network_or_says_why_not(results):
    assert tuple(results) == NETWORKS
    for name, one in results.items():
        assert set(one["methods"]) == set(METHODS)
        for found in one["methods"].values():
            assert ("delta" in found) != ("why_not" in found)
        if name in UNETS:
            assert not [m for m, found in one["methods"].items() if "why_not" in found]


def test_cells_by_hand():
    def cells(**methods):
        each = {name: {"delta": None} for name in METHODS} | methods
        result = {"size": 64, "weights": "random", "difference_from_air": -2.0, "methods": each}
        table = backbones_table({"test_vit": result}).splitlines()
        return {row.split("|")[1].strip(): row.split("|")[2].strip() for row in table[2:13]}, table

    found, table = cells(
        deeplift={"delta": 0.01},
        kernel_shap={"delta": 1e-5},
        guided_backprop={"why_not": "it has no rule."},
        guided_grad_cam={"why_not": "it has no rule."},
    )
    assert found["Saliency"] == "runs"
    assert found["DeepLift"] == "off by 0.50%"
    assert found["Kernel SHAP"] == "exact"
    assert found["Guided Backprop"] == found["Guided Grad-CAM"] == "no (1)"
    assert table[-1] == "1. It has no rule."
    assert table[13] == "| *weights, pixels* | random, 64² |"
