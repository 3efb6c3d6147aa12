from __future__ import annotations

from core.attribution import METHODS
from tools.studies.method_study import NETWORKS, UNETS
from tools.studies.method_table import backbones_table, read_results


def test_what_was_tried_runs_or_says_why_not():
    results = read_results()
    assert tuple(results) == NETWORKS
    for name, one in results.items():
        for found in one["methods"].values():
            assert ("delta" in found) != ("why_not" in found)
        if name in UNETS:
            assert not [m for m, found in one["methods"].items() if "why_not" in found]


def test_cells_by_hand():
    def cells(**methods):
        each = {name: {"delta": None} for name in METHODS if name != "occlusion"} | methods
        result = {"size": 64, "weights": "random", "difference_from_air": -2.0, "methods": each}
        table = backbones_table({"test_vit": result}).splitlines()
        rows = [[cell.strip() for cell in row.split("|")] for row in table]
        return {row[1]: row[2] for row in rows if len(row) == 4}, table

    found, table = cells(
        deeplift={"delta": 0.01},
        kernel_shap={"delta": 1e-5},
        guided_backprop={"why_not": "it has no rule."},
        guided_grad_cam={"why_not": "it has no rule."},
    )
    assert found["Saliency"] == "runs"
    assert found["Occlusion"] == "not measured"
    assert found["DeepLift"] == "off by 0.50%"
    assert found["Kernel SHAP"] == "exact"
    assert found["Guided Backprop"] == found["Guided Grad-CAM"] == "no (1)"
    assert table[-1] == "1. It has no rule."
    assert found["*weights, pixels*"] == "random, 64²"
