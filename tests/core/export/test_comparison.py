import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core import DISCLAIMER
from core.comparison import ModelFacts, from_analyses
from core.comparison.sentences import no_heatmap_made
from core.errors import UsageError
from core.export.comparison import (
    comparison_csv,
    comparison_report,
    pairs_csv,
    slices_csv,
    write_comparison,
)
from core.export.comparison_picture import comparison_image, comparison_png, outlines, shown_slice
from tests.core.comparison.made_analysis import blank_series, liver_mask, made

A = [[1, 0, 0], [0.9, 0.05, 0.05], [0.2, 0.0, 0.8], [0.6, 0.4, 0.0], [0.8, 0.1, 0.1]]
B = [[1, 0, 0], [0.9, 0.05, 0.05], [0.5, 0.2, 0.3], [0.6, 0.4, 0.0], [0.8, 0.1, 0.1]]


def two(second=B, **options):
    series = blank_series()
    lesion = liver_mask()
    lesion[2, 2:4, 2:4] = 3
    analyses = [made(series, "a", A, lesion, (10.0, 30.0)), made(series, "b", second)]
    return from_analyses(series, analyses, facts={"a": ModelFacts(9, 1234)}, **options)


@pytest.fixture(scope="module")
def comparison():
    return two(reference=liver_mask())


def test_a_file_that_was_left_out_is_not_named():
    comparison = two()
    told = {"A slice is damaged (DOE_1.dcm).": "A slice is damaged."}
    series = replace(comparison.series, warnings=tuple(told), nameless=told)
    report = comparison_report(replace(comparison, series=series))
    assert report["series"]["warnings"] == ["A slice is damaged."]


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_files_and_the_notice(comparison, tmp_path):
    written = write_comparison(
        comparison, tmp_path / "out", reference_name="seg.dcm", reference_notes=["moved."]
    )
    assert [path.name for path in written] == [
        "compare.csv",
        "compare.json",
        "compare.png",
        "compare_pairs.csv",
        "compare_slices.csv",
    ]
    content = json.loads(written[1].read_text())
    assert content["disclaimer"] == DISCLAIMER
    assert (content["reference"]["name"], content["reference"]["notes"]) == ("seg.dcm", ["moved."])
    assert Image.open(written[2]).text["Disclaimer"] == DISCLAIMER


def test_the_models_and_their_scores(comparison):
    first, second = comparison_report(comparison)["models"]
    # p(benign) and p(malignant) are means of three: (1 - 0.18) (1 - 0.32) is 0.56.
    assert (first["name"], first["category"]) == ("a", "normal")
    assert (first["ms_per_slice_median"], first["ms_per_slice_p95"]) == (20.0, 29.0)
    assert (first["parameters"], first["file_bytes"], first["seconds"]) == (9, 1234, 2.0)
    # 4 slices of 16 pixels of 1 mm², 5 mm apart.
    assert first["liver_volume_ml"] == pytest.approx(0.32)
    assert (second["ms_per_slice_median"], second["parameters"]) == (None, None)
    a, b = comparison_report(comparison)["reference"]["scores"]
    assert (a["model"], a["liver_dice"]) == ("a", 1)
    # The reference outlines no lesions, which is not to say that there are none.
    assert a["lesion_dice"] is a["reference_lesions"] is a["false_positives"] is None
    assert (b["lesion_dice"], b["lesion_sensitivity"], b["liver_surface_mm"]) == (None, None, 0)


def test_agreement_and_disagreements(comparison):
    report = comparison_report(comparison)
    (pair,) = report["agreement"]
    assert (pair["a"], pair["b"], pair["n_slices"], pair["dice_liver"]) == ("a", "b", 4, 1.0)
    (found,) = report["disagreements"]
    assert (found["slice"], found["distance"], found["spread"]) == (2, 0.5, 0.5)
    assert found["classes"] == {"a": "malignant", "b": "normal"}
    assert found["p_malignant"] == {"a": 0.8, "b": 0.3}
    assert [row["distance"] for row in report["slices"]] == [None, None, 0.5, None, None]
    assert report["slices"][2]["models"]["b"] == {
        "class": "normal",
        "p_normal": 0.5,
        "p_benign": 0.2,
        "p_malignant": 0.3,
    }
    assert report["heat"] is None


def test_what_was_compared_of_the_heatmaps_is_told():
    compared = two(heat={"a": lambda index: np.eye(6, dtype=np.float32)})
    heat = comparison_report(compared)["heat"]
    assert (heat["method"], heat["target"], heat["slices"]) == (
        "grad_cam",
        "malignant",
        [1, 2, 3, 4],
    )
    assert heat["missing"] == {"b": no_heatmap_made()}


def test_the_tables_hold_the_same(comparison):
    first, second = rows(comparison_csv(comparison))
    assert (first["name"], first["p_malignant"]) == ("a", str(round((0.8 + 0.1 + 0.05) / 3, 6)))
    assert (second["parameters"], second["liver_dice"]) == ("", "1.0")
    assert rows(slices_csv(comparison))[2] == {
        "index": "2",
        "position_mm": "10.0",
        "distance": "0.5",
        "a class": "malignant",
        "a p_normal": "0.2",
        "a p_benign": "0.0",
        "a p_malignant": "0.8",
        "b class": "normal",
        "b p_normal": "0.5",
        "b p_benign": "0.2",
        "b p_malignant": "0.3",
        "disclaimer": DISCLAIMER,
    }
    assert [row["a"] for row in rows(pairs_csv(comparison))] == ["a"]


def test_without_a_reference_there_are_no_scores():
    assert "liver_dice" not in rows(comparison_csv(two()))[0]
    assert comparison_report(two())["reference"] is None


def test_the_picture_shows_the_most_different_slice(comparison):
    assert shown_slice(comparison) == 2
    # All agree: then the slice with most lesion, here of the first model.
    assert shown_slice(two(A)) == 2
    picture = np.asarray(comparison_image(comparison))
    assert picture.shape[1] == 1400
    colours = {tuple(pixel) for pixel in picture.reshape(-1, 3).tolist()}
    # The first model's red lesion and both livers' green, on the grey of 0 HU.
    assert {(255, 122, 107), (111, 207, 151)} <= colours
    assert comparison_png(comparison).startswith(b"\x89PNG")


def test_outlines_are_one_pixel_wide_and_lesions_lie_on_top():
    mask = np.zeros((7, 7), np.uint8)
    mask[1:6, 1:6] = 1
    mask[1:4, 1:4] = 3
    assert outlines(mask).tolist() == [
        [0, 0, 0, 0, 0, 0, 0],
        [0, 3, 3, 3, 1, 1, 0],
        [0, 3, 0, 3, 0, 1, 0],
        [0, 3, 3, 3, 0, 1, 0],
        [0, 1, 0, 0, 0, 1, 0],
        [0, 1, 1, 1, 1, 1, 0],
        [0, 0, 0, 0, 0, 0, 0],
    ]


def test_nothing_is_written_where_that_is_not_possible(comparison, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="can't write there"):
        write_comparison(comparison, tmp_path / "file")


def test_a_model_whose_reach_the_series_lies_outside_says_so():
    comparison = two()
    first, second = comparison.runs
    patient = replace(
        first.analysis.patient, category="not_assessable", reasons=("arterial", "noise")
    )
    first = replace(first, analysis=replace(first.analysis, patient=patient))
    comparison = replace(comparison, runs=(first, second))
    models = comparison_report(comparison)["models"]
    assert (models[0]["category"], models[0]["reasons"]) == (
        "not_assessable",
        ["arterial", "noise"],
    )
    assert models[1]["reasons"] == []
    told = rows(comparison_csv(comparison))
    assert [(row["category"], row["reasons"]) for row in told] == [
        ("not_assessable", "arterial noise"),
        (second.analysis.patient.category, ""),
    ]
    assert comparison_image(comparison).width > 0


def test_the_picture_is_in_the_livers_window():
    series = blank_series((5.0, 10.0, 10.0))
    series = replace(series, volume=np.full_like(series.volume, 55))
    analyses = [made(series, name, A) for name in ("a", "b")]
    picture = np.asarray(comparison_image(from_analyses(series, analyses)))
    # -20 to 140 HU from black to white around a dark liver: 75 of 160 of 255 greys.
    greys = picture[(picture == picture[..., :1]).all(axis=-1)][:, 0]
    assert np.count_nonzero(greys == round(75 / 160 * 255)) > 1000
