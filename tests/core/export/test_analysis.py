import csv
import json
from dataclasses import replace

import jsonschema
import nibabel
import numpy as np
import pytest

from core.export import write_analysis
from core.export.analysis import segmentation_image
from core.export.report import analysis_report, to_json
from core.pipeline import analyze
from tests.core.contract import ANALYSIS_SCHEMA
from tests.core.known_network import (
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
    small_livers,
)
from tests.core.measurements.made import ruler


@pytest.fixture(scope="module")
def analysis():
    volume = block_volume(5)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    with small_livers():
        return analyze(hu_series(volume, origin_xy=(-40.0, 60.0)), known_model())


@pytest.fixture(scope="module")
def written(analysis, tmp_path_factory):
    out = tmp_path_factory.mktemp("analysis")
    write_analysis(analysis, out)
    return out


def test_the_four_files_and_no_more(written, analysis):
    names = sorted(path.name for path in written.iterdir())
    assert names == ["analysis.json", "lesions.csv", "segmentation.nii.gz", "slices.csv"]


def test_the_json_meets_the_contract(written, analysis):
    content = json.loads((written / "analysis.json").read_text())
    jsonschema.validate(content, ANALYSIS_SCHEMA)
    assert content["series"]["spacing_mm"] == [5.0, 1.5, 1.5]
    assert [row["index"] for row in content["slices"]] == [0, 1, 2, 3, 4]
    assert [row["position_mm"] for row in content["slices"]] == [0, 5, 10, 15, 20]
    assert content["slices"][2]["p_malignant"] == pytest.approx(0.95)
    assert content["slices"][2]["lesion_area_mm2"] == 180
    (lesion,) = content["lesions"]
    assert (lesion["volume_ml"], lesion["slice_first"], lesion["slice_last"]) == (1.8, 2, 3)
    # Columns 24..31 and rows 20..29 of 1.5 mm from the origin (-40, 60).
    assert lesion["centroid_mm"] == pytest.approx([-40 + 27.5 * 1.5, 60 + 24.5 * 1.5, 12.5])
    assert content["liver_volume_ml"] == pytest.approx(4 * 3600 * 5 / 1000)
    # 160 lesion pixels of 1.5 x 1.5 mm on slices of 5 mm, in 40 times as much liver
    assert content["lesion_volume_ml"] == pytest.approx(1.8)
    assert content["burden_percent"] == pytest.approx(2.5)
    assert (lesion["attenuation"], lesion["p_malignant"]) == ("> 20 HU", pytest.approx(1, abs=0.01))
    assert lesion["touches_edge"] is False
    assert lesion["descriptors"][-1] == "> 20 HU"
    assert content["cautions"] == [caution.sentence for caution in analysis.cautions]
    assert content["caution_codes"] == [caution.code for caution in analysis.cautions]
    # The liver runs through all four slices: both ends cut it.
    assert content["caution_severities"] == ["warn"] * len(content["cautions"]) != []


def test_no_name_or_id_of_the_patient_is_written(tmp_path):
    series = hu_series(block_volume(2), patient_name="DOE^JANE", patient_id="ID-4711")
    told = {"A slice is damaged (DOE_1.dcm).": "A slice is damaged."}
    series = replace(series, warnings=tuple(told), nameless=told)
    write_analysis(analyze(series, known_model()), tmp_path)
    text = "".join(path.read_text(errors="replace") for path in tmp_path.glob("*.[jc]s*"))
    assert "A slice is damaged." in text
    assert "DOE" not in text
    assert "ID-4711" not in text


def test_an_assessable_patient_has_no_reasons(analysis):
    patient = analysis_report(analysis)["patient"]
    assert (patient["category"], patient["reasons"]) == ("malignant", [])
    assert (patient["headline"], patient["nothing_found_in_part"]) == ("Malignant-looking", False)


def test_what_is_not_assessable_says_so_and_why(tmp_path):
    volume = block_volume(5)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    write_analysis(analyze(hu_series(volume, body_part="HEAD"), known_model()), tmp_path)
    content = json.loads((tmp_path / "analysis.json").read_text())
    jsonschema.validate(content, ANALYSIS_SCHEMA)
    patient = content["patient"]
    assert patient["category"] == "not_assessable"
    assert patient["reasons"] == ["body_part", "partial_liver"]
    assert patient["headline"] == "Not assessable"
    assert {one["category"] for one in patient["by_rule"].values()} == {"not_assessable"}
    # Scores and outlines stay to be looked at.
    assert patient["p_malignant"] == pytest.approx(2 / 3, abs=0.01)
    assert len(content["lesions"]) == 1
    assert reasons_in(tmp_path) == {
        "slices": ["body_part partial_liver"] * 5,
        "lesions": ["body_part partial_liver"],
    }


def reasons_in(folder):
    """File -> what its rows say of why the series is not assessable."""
    found = {}
    for name in ("slices", "lesions"):
        with (folder / f"{name}.csv").open(newline="") as stream:
            found[name] = [row["reasons"] for row in csv.DictReader(stream)]
    return found


def test_where_the_sizes_are_wrong_every_file_says_so(tmp_path):
    volume = block_volume(5)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    # 600 mm from slice to slice.
    analysis = analyze(hu_series(volume, (600.0, 1.5, 1.5)), known_model())
    content = analysis_report(analysis, [ruler()])
    jsonschema.validate(json.loads(to_json(content)), ANALYSIS_SCHEMA)
    assert content["patient"]["category"] == "not_assessable"
    assert content["patient"]["reasons"] == content["caution_codes"] == ["sizes_implausible"]
    assert [row["sizes"] for row in content["measurements"]] == ["sizes can't be trusted"]
    write_analysis(analysis, tmp_path)
    assert reasons_in(tmp_path) == {
        "slices": ["sizes_implausible"] * 5,
        "lesions": ["sizes_implausible"],
    }


@pytest.mark.parametrize("name", ["slices", "lesions"])
def test_the_tables_hold_the_rows_of_the_json(written, name):
    rows = json.loads((written / "analysis.json").read_text())[name]
    with (written / f"{name}.csv").open(newline="") as stream:
        read = list(csv.DictReader(stream))
    assert len(read) == len(rows) > 0
    for line, row in zip(read, rows, strict=True):
        assert list(line) == [*row, "disclaimer"]
        assert line["disclaimer"] == "Research use only. Not a medical device."
        for key, value in row.items():
            if value is None or isinstance(value, str):
                assert line[key] == (value or "")
            else:
                assert json.loads(line[key]) == value


def test_tables_without_rows_have_their_header(tmp_path):
    write_analysis(analyze(hu_series(block_volume(2)), known_model()), tmp_path)
    (header,) = (tmp_path / "lesions.csv").read_text().splitlines()
    assert header.startswith("id,label,volume_ml,diameter_mm")
    assert "Research use only" in header


def test_the_segmentation_lies_on_the_cts_own_grid(written, analysis):
    image = nibabel.load(written / "segmentation.nii.gz")
    voxels = np.asanyarray(image.dataobj)
    assert voxels.dtype == np.uint8
    assert (voxels.transpose(2, 1, 0) == analysis.mask).all()
    # Column 24, row 20, slice 2, in RAS: x and y change sign.
    assert image.affine @ (24, 20, 2, 1) == pytest.approx([40 - 36, -60 - 30, 10, 1])
    assert image.header["qform_code"] == image.header["sform_code"] == 1
    assert b"Research use only" in image.header["descrip"].item()


def test_a_tilted_gantry_keeps_its_shear():
    series = hu_series(np.zeros((3, 4, 4)))
    series.slice_origins_mm[:, 1] += [0.0, 1.0, 2.0]
    image = segmentation_image(np.zeros((3, 4, 4), np.uint8), series)
    assert image.affine[:3, 2] == pytest.approx([0, -1, 5])
    assert (image.header["sform_code"], image.header["qform_code"]) == (1, 0)


def test_uneven_slices_are_laid_onto_even_planes():
    # Thin slices below, thick ones above: 5, 5, 5, 5, 10, 10, 10 mm apart.
    positions = np.array([0.0, 5, 10, 15, 20, 30, 40, 50])
    series = hu_series(np.zeros((8, 3, 4)), positions_mm=positions)
    mask = np.zeros((8, 3, 4), np.uint8)
    mask[6, 1, 2] = 3
    image = segmentation_image(mask, series)
    assert image.header.get_zooms() == (1.5, 1.5, 5.0)
    # The slice at 40 mm stands for 35 to 45 mm.
    places = [(image.affine @ [*at, 1])[:3].tolist() for at in np.argwhere(image.get_fdata() == 3)]
    assert places == [[-3.0, -1.5, 35.0 + 5], [-3.0, -1.5, 45.0]]
    assert analysis_report_of(series)["segmentation"] == {
        "grid": "even_planes",
        "n_planes": 11,
        "step_mm": 5.0,
        "off_mm": 0.0,
    }


def test_even_slices_keep_their_own_grid():
    series = hu_series(np.zeros((3, 4, 4)))
    assert segmentation_image(np.zeros((3, 4, 4), np.uint8), series).shape == (4, 4, 3)
    assert analysis_report_of(series)["segmentation"] == {
        "grid": "ct",
        "n_planes": 3,
        "off_mm": 0.0,
    }


def analysis_report_of(series):
    return analysis_report(analyze(series, known_model()))


def test_the_patient_by_every_rule_and_without_interval(written):
    patient = json.loads((written / "analysis.json").read_text())["patient"]
    assert (patient["rule"], patient["calibrated"], patient["interval"]) == (
        "top_k_mean",
        False,
        None,
    )
    assert patient["thresholds"] == {"malignant": 0.5, "benign": 0.5, "normal": 0.5}
    assert patient["by_rule"]["max"]["p_malignant"] == pytest.approx(0.95, abs=1e-5)
    assert patient["by_rule"]["top_k_mean"]["p_malignant"] == patient["p_malignant"]
    assert (patient["needs_review"], patient["review_reason"]) == (False, "")


def test_intervals_stand_in_json_and_csv_where_they_were_asked_for(tmp_path):
    analysis = analyze(hu_series(block_volume(2)), known_model(), engine="torch", views=2)
    write_analysis(analysis, tmp_path)
    content = json.loads((tmp_path / "analysis.json").read_text())
    jsonschema.validate(content, ANALYSIS_SCHEMA)
    assert content["uncertainty"]["views"] == 2
    row = content["slices"][1]
    assert row["p_malignant_low"] <= row["p_malignant"] <= row["p_malignant_high"]
    low, high = content["patient"]["interval"]["malignant"]
    assert low <= content["patient"]["p_malignant"] <= high
    with (tmp_path / "slices.csv").open(newline="") as stream:
        read = list(csv.DictReader(stream))[1]
        # Two slices of liver are not assessable, and each row says why.
        assert read.keys() == {**row, "reasons": "", "disclaimer": ""}.keys()
