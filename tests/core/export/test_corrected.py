"""What the files say of outlines that a reader corrected."""

from __future__ import annotations

import csv
import io
import json

import nibabel
import pytest

from core.annotation.sentences import CORRECTED
from core.correction import corrected
from core.export import analysis_report, write_analysis
from core.export.analysis import lesions_csv
from core.pipeline import analyze
from tests.core.correction.made import erased_on
from tests.core.known_network import (
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
    small_livers,
)


@pytest.fixture(scope="module")
def analysis():
    """A lesion of 10 x 8 x 2 voxels of 5 x 1.5 x 1.5 mm."""
    volume = block_volume(5)
    volume[2:4, 20:30, 24:32] = MALIGNANT_HU
    with small_livers():
        return analyze(hu_series(volume), known_model())


@pytest.fixture(scope="module")
def better(analysis):
    with small_livers():
        return corrected(analysis, erased_on(analysis, 3, kind="metastasis", note="Seen on MR."))


def test_the_json_follows_the_reader_and_has_the_models_own_beside_it(better, analysis):
    told = json.loads(json.dumps(analysis_report(better)))
    assert told["lesion_volume_ml"] == pytest.approx(0.9)
    assert [one["volume_ml"] for one in told["lesions"]] == [0.9]
    assert told["lesions"][0]["p_malignant"] is None
    correction = told["correction"]
    assert correction["mark"] == CORRECTED
    assert correction["own"]["lesion_volume_ml"] == pytest.approx(1.8)
    assert correction["own"]["headline"] == "Malignant-looking"
    assert [one["volume_ml"] for one in correction["own"]["lesions"]] == [1.8]
    (finding,) = correction["findings"]
    assert (finding["kind"], finding["note"]) == ("metastasis", "Seen on MR.")
    assert analysis_report(analysis)["correction"] is None


def test_tables_and_the_segmentation_say_whose_they_are(better, analysis, tmp_path):
    write_analysis(better, tmp_path)
    for name in ("lesions.csv", "slices.csv"):
        rows = list(csv.DictReader((tmp_path / name).open()))
        assert {row["outlines"] for row in rows} == {CORRECTED}
    (row,) = csv.DictReader((tmp_path / "lesions.csv").open())
    assert (row["volume_ml"], row["p_malignant"]) == ("0.9", "")
    image = nibabel.load(tmp_path / "segmentation.nii.gz")
    assert CORRECTED in image.header["descrip"].item().decode()
    assert "Not a medical device." in image.header["descrip"].item().decode()
    assert (image.get_fdata() == 3).sum() == 80
    assert "outlines" not in next(csv.reader(io.StringIO(lesions_csv(analysis))))
