import json

from core.pipeline import analyze
from dashboard.components.viewer.findings import findings
from tests.dashboard.tiny_case import MODEL, tiny_analysis, tiny_series


def test_findings_survive_json_and_hold_one_row_a_slice_and_lesion():
    found = json.loads(json.dumps(findings(tiny_analysis()), allow_nan=False))
    assert len(found["slices"]) == 6
    assert found["slices"][3]["p_malignant"] > 0.5
    assert found["patient"]["category"] == "malignant"
    (lesion,) = found["lesions"]
    assert lesion["label"] == "malignant"
    # The block is at 55 HU and even.
    assert lesion["descriptors"][-1] == "> 20 HU"
    assert (
        found["caution_codes"] == ["partial_liver", "implausible_volume"][: len(found["cautions"])]
    )


def test_ranges_and_severities_reach_the_viewer():
    analysis = analyze(tiny_series(), MODEL, engine="torch", views=1)
    found = json.loads(json.dumps(findings(analysis), allow_nan=False))
    assert found["caution_severities"] == ["warn"] * len(found["cautions"])
    for row in found["slices"]:
        assert row["p_malignant_low"] <= row["p_malignant"] <= row["p_malignant_high"]
    low, high = found["patient"]["interval"]["malignant"]
    assert low <= found["patient"]["p_malignant"] <= high


def test_the_liver_volume_counts_the_lesions_in():
    # 5 slices x 40 x 40 pixels x 2.25 mm² x 5 mm = 90 mL
    assert round(findings(tiny_analysis())["liver_ml"]) == 90
