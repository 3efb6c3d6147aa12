import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from core.cautions import Caution
from core.dicom import discover, read_series
from core.export.report import lesion_rows
from core.pipeline import analyze
from core.worklist import PatientKey, record_of
from tests.core.known_network import (
    MALIGNANT_HU,
    block_volume,
    hu_series,
    known_model,
    small_livers,
)
from tests.core.worklist.made_records import quick_analysis
from tools.mock_dicom.mock_slice import ct_slice, write_all

KEY = PatientKey(b"0123456789abcdef0123456789abcdef")
TAGS = {"patient_name": "DOE^JANE", "patient_id": "ID-4711", "study_date": "20240131"}


@pytest.fixture(scope="module")
def analysis():
    """10 x 8 x 2 voxels of 5 x 1.5 x 1.5 mm malignant, in liver of 40 x 40 voxels a slice."""
    volume = block_volume(8)
    volume[3:5, 20:30, 24:32] = MALIGNANT_HU
    series = hu_series(volume, series_description="Doe abdomen", **TAGS)
    with small_livers():
        return analyze(series, known_model())


def test_measurements_and_scores_of_a_real_analysis(analysis):
    record = record_of(analysis, KEY)
    assert record.study_date == date(2024, 1, 31)
    assert (record.n_slices, record.model_name, record.backbone) == (8, "known", "none")
    assert record.category == "malignant"
    assert record.p_malignant == analysis.patient.p_malignant
    # 7 slices of 1600 voxels of 11.25 mm³; the lesion is 160 of them.
    assert record.liver_ml == pytest.approx(126.0)
    assert record.lesion_ml == pytest.approx(1.8)
    assert record.burden_percent == pytest.approx(100 * 160 / 11200)
    (lesion,) = record.lesions
    assert (lesion["id"], lesion["label"]) == (1, "malignant")
    assert lesion["volume_ml"] == pytest.approx(1.8)
    assert (lesion["slice_first"], lesion["slice_last"]) == (3, 4)
    assert record.cautions == analysis.cautions != ()
    assert record.status == "new"
    # Liver in rows and columns 10 to 49 of slices 1 to 7, 1.5 x 1.5 x 5 mm.
    assert record.liver_box.centre_mm == pytest.approx((44.25, 44.25, 20.0))
    assert record.liver_box.low_mm[2] == pytest.approx(5.0)
    assert record.liver_box.high_mm[2] == pytest.approx(35.0)
    assert (record.slice_mm, record.thickness_mm) == (5.0, None)


def test_nothing_in_it_says_who_it_is(analysis):
    record = record_of(analysis, KEY)
    text = repr(record)
    for secret in ("DOE", "Doe", "JANE", "ID-4711", analysis.series.uid, "abdomen"):
        assert secret not in text
    assert record.pseudonym == KEY.pseudonym(analysis.series.tags, analysis.series.uid)
    assert record.series_digest == KEY.series_digest(analysis.series.uid)
    assert record_of(analysis, KEY, pseudonym="f" * 16).pseudonym == "f" * 16


def test_a_file_called_after_the_patient_is_not_named(tmp_path):
    write_all([ct_slice(5.0 * n) for n in range(4)], tmp_path, "DOE_JANE_")
    found = discover([tmp_path])
    (tmp_path / "DOE_JANE_0003.dcm").unlink()
    series = read_series(found.candidates[0])
    assert "(DOE_JANE_0003.dcm)" in series.warnings[0]  # on the screen it helps
    record = record_of(quick_analysis(series), KEY)
    told = Caution("reading", "1 slice left out near 15.0 mm: no longer there.", "warn")
    assert told in record.cautions
    assert "DOE" not in repr(record)


def test_all_of_it_is_plain(analysis):
    record = record_of(analysis, KEY)
    json.dumps([record.lesions, record.seconds, record.interval], allow_nan=False)


def test_what_an_analysis_may_lack():
    record = record_of(quick_analysis(hu_series(block_volume(4))), KEY)
    assert (record.rule, record.calibrated, record.interval) == ("", False, None)
    assert (record.needs_review, record.review_reason) == (False, "")
    assert (record.study_date, record.liver_box) == (None, None)


def test_what_an_analysis_may_have():
    analysis = quick_analysis(hu_series(block_volume(4)))
    analysis.patient = replace(
        analysis.patient,
        rule="noisy_or",
        calibrated=True,
        interval={"malignant": (np.float32(0.5), np.float32(0.75))},
        needs_review=True,
        review_reason="Near the threshold.",
    )
    record = record_of(analysis, KEY)
    assert record.interval == {"malignant": (0.5, 0.75)}
    assert (record.rule, record.calibrated, record.needs_review) == ("noisy_or", True, True)
    assert record.review_reason == "Near the threshold."


def test_without_liver_there_is_no_burden():
    analysis = quick_analysis(hu_series(block_volume(4)))
    analysis.liver_area_mm2, analysis.lesions = np.zeros(4), ()
    record = record_of(analysis, KEY)
    assert (record.liver_ml, record.lesion_ml, record.burden_percent) == (0.0, 0.0, None)


def test_what_was_odd_on_reading_is_a_caution_and_the_most_severe_come_first():
    series = replace(hu_series(block_volume(2)), warnings=("Slices are missing.",))
    analysis = quick_analysis(series)
    thick = Caution("thick_slices", "First.", "note")
    no_liver = Caution("no_liver", "Second.", "stop")
    analysis.cautions = (thick, no_liver)
    odd = Caution("reading", "Slices are missing.", "warn")
    assert record_of(analysis, KEY).cautions == (no_liver, odd, thick)


def test_a_lesion_is_kept_as_the_files_have_it(analysis):
    (kept,) = record_of(analysis, KEY).lesions
    assert [kept] == lesion_rows(analysis)
