from datetime import date

import numpy as np
import pytest

from core.correction import corrected
from core.errors import FollowUpError
from core.follow_up import align, scan_of_analysis, scan_of_record, sentences
from core.follow_up.scans import outline_of, patient_key
from core.liver_box import LiverBox
from core.pipeline import analyze
from core.series import SeriesTags
from core.worklist import PatientKey, record_of
from tests.core.correction.made import erased_on
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series, known_model
from tests.core.worklist.made_records import some_record

KEY = PatientKey(b"0123456789abcdef0123456789abcdef")
TAGS = {"patient_name": "DOE^JANE", "patient_id": "ID-4711", "study_date": "20240131"}


@pytest.fixture(scope="module")
def analysis():
    volume = block_volume(8)
    volume[3:5, 20:30, 24:32] = MALIGNANT_HU
    return analyze(hu_series(volume, **TAGS), known_model())


def test_analysis_and_its_record_give_the_same_scan(analysis):
    near = scan_of_analysis(analysis, "first.zip", patient_label="Subject 1")
    far = scan_of_record(record_of(analysis, KEY))
    assert near.study_date == far.study_date == date(2024, 1, 31)
    for name in ("liver_ml", "lesion_ml", "burden_percent", "p_malignant", "slice_mm"):
        assert getattr(near, name) == pytest.approx(getattr(far, name))
    assert near.liver_box == far.liver_box
    (one,), (other,) = near.lesions, far.lesions
    assert one.centroid_mm == pytest.approx(other.centroid_mm)
    assert (one.label, one.slice_largest) == (other.label, other.slice_largest)
    assert (near.label, near.patient_label) == ("first.zip", "Subject 1")
    assert far.label == "the scan of 2024-01-31"
    assert (near.outline is None, far.outline is None) == (False, True)
    assert align(near, near).method == "outlines"


def test_a_scan_knows_that_its_outlines_were_corrected(analysis):
    better = corrected(analysis, erased_on(analysis, 4))
    near, far = scan_of_analysis(better, "a"), scan_of_record(record_of(better, KEY))
    assert (near.is_corrected, far.is_corrected) == (True, True)
    assert near.lesion_ml == pytest.approx(0.9)
    assert not scan_of_analysis(analysis, "a").is_corrected


def test_the_text_of_a_scan_does_not_identify_the_patient(analysis):
    scan = scan_of_analysis(analysis, "first.zip")
    assert "ID-4711" not in repr(scan)
    assert "DOE" not in repr(scan)


def test_a_given_date_replaces_the_headers(analysis):
    scan = scan_of_analysis(analysis, "a", study_date=date(2020, 5, 6))
    assert scan.study_date == date(2020, 5, 6)


@pytest.mark.parametrize(
    ("tags", "key"),
    [
        ({"patient_id": " ID-47/11 ", "patient_name": "DOE^JANE"}, "id 47 11"),
        ({"patient_name": "DOE^JANE^"}, "doe jane"),
        ({}, ""),
    ],
)
def test_the_patient_id_is_the_key_and_the_name_only_without_one(tags, key):
    assert patient_key(SeriesTags(**tags)) == key


def test_outlines_are_thinned_to_about_two_millimetres():
    mask = np.zeros((2, 12, 12), dtype=np.uint8)
    mask[:, 4:8, 2:6] = 1
    series = hu_series(mask, (5.0, 0.7, 1.1), origin_xy=(-5.0, 9.0))
    outline = outline_of(mask, series)
    assert outline.liver.shape == (2, 4, 6)  # every third row, every second column
    assert outline.affine_lps @ (1, 1, 1, 1) == pytest.approx((-5 + 2.2, 9 + 2.1, 5, 1))
    assert np.argwhere(outline.liver[0]).tolist() == [[2, 1], [2, 2]]


def test_outlines_of_uneven_slices_lie_where_the_slices_do():
    positions = np.array([0.0, 5, 10, 15, 20, 30, 40, 50])
    mask = np.zeros((8, 4, 4), dtype=np.uint8)
    mask[5] = 1  # stands for 25 to 35 mm
    series = hu_series(mask, (5.0, 2.0, 2.0), positions_mm=positions)
    outline = outline_of(mask, series)
    planes = np.flatnonzero(outline.liver.any(axis=(1, 2)))
    heights = outline.affine_lps[2, 3] + outline.affine_lps[2, 2] * planes
    assert heights.tolist() == [30.0, 35.0]


def test_a_lesion_stored_without_its_position_is_refused():
    record = some_record(1, id=4)  # its lesion has neither centroid nor short axis
    with pytest.raises(FollowUpError) as caught:
        scan_of_record(record)
    assert caught.value.code == "lesion_incomplete"
    assert str(caught.value) == sentences.lesion_incomplete("2025-01-01", "centroid_mm")


def test_a_record_with_a_box():
    box = LiverBox((0.0, 0.0, 0.0), (-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))
    scan = scan_of_record(some_record(1, id=4, lesions=(), liver_box=box, study_date=None))
    assert (scan.liver_box, scan.label, scan.record_id) == (box, "record 4", 4)
