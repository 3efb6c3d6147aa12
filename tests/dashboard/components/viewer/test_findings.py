import json
from dataclasses import fields, replace

import pytest

from core.cautions.phase import UNCLEAR, Phase
from core.labels import COLOURS
from core.lesions import Lesion
from core.pipeline import analyze
from core.vocabulary import LESION
from dashboard.components.viewer.findings import findings, lesion_texts
from tests.core.vocabulary.made_lesion import LESION_MADE
from tests.dashboard.tiny_case import MODEL, tiny_analysis, tiny_series


@pytest.mark.usefixtures("small_livers")
def test_findings_survive_json_and_hold_one_row_per_slice_and_lesion():
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


@pytest.mark.usefixtures("small_livers")
def test_what_is_assessable_is_neither_grey_nor_marked():
    found = findings(tiny_analysis())
    assert (found["headline"], found["why"], found["is_outside"]) == (
        "Malignant-looking",
        "",
        False,
    )


def test_what_is_not_assessable_says_why_and_is_marked():
    found = json.loads(json.dumps(findings(tiny_analysis())))
    assert (found["patient"]["category"], found["patient"]["reasons"]) == (
        "not_assessable",
        ["partial_liver"],
    )
    assert (found["headline"], found["why"]) == ("Not assessable", "less than half of a liver")
    assert found["is_outside"]
    assert found["verdict"].endswith(f", {found['outside']}")
    assert found["colour"] == COLOURS["not_assessable"]
    assert len(found["lesions"]) == 1  # still there to be looked at


def test_the_table_of_lesions_comes_as_data():
    found = findings(tiny_analysis())
    titles = [column["title"] for column in found["lesion_columns"]]
    assert titles == ["#", "Looks", "mL", "mm", "HU", "Slices"]
    assert all(column["meaning"] for column in found["lesion_columns"])
    (texts,) = found["lesion_texts"]
    # A block of 12 x 12 pixels of 1.5 mm on two slices of 5 mm.
    cells = dict(zip(titles, texts["cells"], strict=True))
    assert (cells["#"], cells["Looks"], cells["mL"], cells["Slices"]) == (
        "1",
        "malignant",
        "3.2",
        "4–5",
    )
    assert "p(malignant) " in texts["notes"]


def test_every_field_of_a_lesion_reaches_the_viewer():
    assert {field.name for field in fields(Lesion)} == set(findings(tiny_analysis())["lesions"][0])
    everything = lesion_texts(LESION_MADE)["everything"].split("\n")
    assert len(everything) == len(LESION)
    assert "Volume: 3.2 mL" in everything
    assert "Homogeneous: not measured" in everything


def test_the_number_of_the_verdict_is_named():
    analysis = tiny_analysis()
    normal = replace(
        analysis, patient=replace(analysis.patient, category="normal", p_malignant=0.3)
    )
    assert findings(normal)["verdict"] == "p(malignant) 0.30"
    # 5 slices x 40 x 40 pixels x 2.25 mm² x 5 mm = 90 mL, the lesions counted in; 3.24 of them.
    assert findings(analysis)["liver"] == "liver 90.0 mL, burden 3.6 %"


@pytest.mark.usefixtures("small_livers")
def test_ranges_and_severities_reach_the_viewer():
    analysis = analyze(tiny_series(), MODEL, engine="torch", views=1)
    found = json.loads(json.dumps(findings(analysis), allow_nan=False))
    assert found["caution_severities"] == ["warn"] * len(found["cautions"])
    for row in found["slices"]:
        assert row["p_malignant_low"] <= row["p_malignant"] <= row["p_malignant_high"]
    low, high = found["patient"]["interval"]["malignant"]
    assert low <= found["patient"]["p_malignant"] <= high


def test_the_phase_that_the_organs_suggest_is_named_unless_it_is_unclear():
    analysis = tiny_analysis()
    # The liver is bright and there is no aorta to ask.
    assert findings(analysis)["phase"] == "looks portal-venous"
    unclear = replace(analysis, phase=Phase(UNCLEAR, None, None, None))
    assert findings(unclear)["phase"] == ""
