import csv
import json
from datetime import UTC, datetime

from core.errors import UsageError
from core.worklist import write_records
from core.worklist.records_file import record_values
from tests.core.measurements.made import ruler
from tests.core.refused import refused
from tests.core.worklist.made_records import some_record

MADE = {"id": 3, "created_at": datetime(2025, 2, 3, 4, 5, 6, tzinfo=UTC)}


def test_json_holds_everything(tmp_path):
    path = tmp_path / "out.json"
    write_records([some_record(1, **MADE)], path)
    content = json.loads(path.read_text())
    assert content["disclaimer"] == "Research use only. Not a medical device."
    (record,) = content["records"]
    assert record["study_date"] == "2025-01-01"
    assert record["created_at"] == "2025-02-03T04:05:06+00:00"
    assert record["interval"]["malignant"] == [0.6, 0.8]
    assert record["cautions"] == [
        {"code": "non_contrast", "sentence": "No contrast.", "severity": "warn"},
        {"code": "thick_slices", "sentence": "Thick slices.", "severity": "warn"},
    ]
    assert record["lesions"][0]["diameter_mm"] == 31.5


def test_csv_is_a_row_a_record(tmp_path):
    path = tmp_path / "out.csv"
    bare = some_record(2, interval=None, lesions=(), study_date=None, burden_percent=None)
    write_records([some_record(1, **MADE), bare], path)
    with path.open(newline="") as stream:
        first, second = csv.DictReader(stream)
    assert (first["id"], first["p_malignant"], first["p_malignant_low"]) == ("3", "0.7", "0.6")
    assert (first["n_lesions"], first["largest_mm"]) == ("1", "31.5")
    assert first["caution_codes"] == "non_contrast thick_slices"
    assert first["disclaimer"] == "Research use only. Not a medical device."
    assert (second["study_date"], second["p_normal_low"], second["burden_percent"]) == ("", "", "")
    assert (second["n_lesions"], second["largest_mm"]) == ("0", "")


def test_without_records_the_header_stands_alone(tmp_path):
    write_records([], tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().startswith("id,pseudonym,study_date,category,")
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 1


def test_another_ending_is_refused(tmp_path):
    with refused(UsageError, "unknown_ending", "out.xlsx", ".json", ".csv"):
        write_records([], tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_one_sentence_and_the_old_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "out.csv"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with refused(UsageError, "file_not_writable", "out.csv", "No space left on device"):
        write_records([some_record(1)], path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_where_the_sizes_are_wrong_the_measurements_say_so():
    wrong = some_record(
        category="not_assessable", reasons=("sizes_implausible",), measurements=(ruler(),), **MADE
    )
    (measured,) = record_values(wrong)["measurements"]
    assert (measured["length_mm"], measured["sizes"]) == (50.0, "sizes can't be trusted")
    (usual,) = record_values(some_record(measurements=(ruler(),), **MADE))["measurements"]
    assert "sizes" not in usual
