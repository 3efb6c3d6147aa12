from pydicom.dataset import Dataset

from core.pacs import Query, rows
from core.pacs.rows import dataset_row, json_row
from tests.core.pacs.made_files import study_row


def test_a_study_as_json():
    row = json_row(
        {
            "0020000D": {"vr": "UI", "Value": ["1.2.3"]},
            "00100010": {"vr": "PN", "Value": [{"Alphabetic": "DOE^JANE"}]},
            "00100020": {"vr": "LO", "Value": ["4711"]},
            "00080020": {"vr": "DA", "Value": ["20260105"]},
            "00080061": {"vr": "CS", "Value": ["CT", "SR"]},
            "00201206": {"vr": "IS", "Value": [3]},
            "00201208": {"vr": "IS", "Value": ["48"]},
        }
    )
    (study,) = rows.studies([row], 10).rows
    assert (study.study_uid, study.patient_name, study.patient_id) == ("1.2.3", "DOE^JANE", "4711")
    assert (study.modalities, study.n_series, study.n_instances) == (("CT", "SR"), 3, 48)
    assert "DOE" not in repr(study)


def test_malformed_values_count_as_missing():
    row = json_row({"0020000D": {"Value": ["1.2"]}, "00100020": 5, "00201208": {"Value": ["x"]}})
    (study,) = rows.studies([row], 10).rows
    assert (study.patient_id, study.n_instances) == ("", None)


def test_each_study_counts_once_and_what_has_no_uid_is_counted_apart():
    answer = [json_row(study_row(n)) for n in (1, 1, 2, 1)]
    answer.append(json_row({"0020000D": {"Value": ["../evil"]}}))
    found = rows.studies(answer, 10)
    assert [one.study_uid for one in found.rows] == ["1.2.3.1", "1.2.3.2"]
    assert (found.is_cut, found.n_unusable) == (False, 1)


def test_more_than_asked_for_are_cut():
    found = rows.studies([json_row(study_row(n)) for n in range(5)], 3)
    assert len(found.rows) == 3
    assert found.is_cut


def test_a_series_as_a_data_set():
    ds = Dataset()
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.Modality = "1.2", "1.2.1", "CT"
    ds.SeriesNumber, ds.SliceThickness, ds.NumberOfSeriesRelatedInstances = 4, 2.5, 60
    ds.ConvolutionKernel = ["B30f", "B31f"]
    other = Dataset()
    other.StudyInstanceUID, other.SeriesInstanceUID = "1.9", "1.9.1"
    answer = [dataset_row(one, rows.SERIES_KEYWORDS) for one in (ds, ds, other)]
    (series,) = rows.series(answer, "1.2", 10)
    assert (series.number, series.thickness_mm, series.n_instances) == (4, 2.5, 60)
    assert series.kernel == "B30f/B31f"


def test_texts_are_one_printable_line():
    row = json_row({"00081030": {"Value": ["a\r\nb" + "x" * 500]}})
    (text,) = row("StudyDescription")
    assert text.startswith("a  bx")
    assert len(text) == 200


def test_a_study_that_was_not_asked_for_is_left_out():
    """An archive may ignore a key: nobody else's study may be opened for it."""
    mine = study_row(1) | {
        "00100020": {"Value": ["4711"]},
        "00080050": {"Value": ["A-17"]},
    }
    other = study_row(2) | {
        "00100020": {"Value": ["4712"]},
        "00080050": {"Value": ["A-18"]},
    }
    answer = [json_row(other), json_row(mine)]
    for asked in (
        Query(study_uid="1.2.3.1"),
        Query(patient_id="4711"),
        Query(accession="a-17"),
    ):
        assert [one.study_uid for one in rows.studies(answer, 10, asked).rows] == ["1.2.3.1"]
    assert len(rows.studies(answer, 10, Query(patient_id="47*")).rows) == 2
    # What a row doesn't tell doesn't contradict.
    assert len(rows.studies([json_row(study_row(1))], 10, Query(patient_id="9")).rows) == 1
