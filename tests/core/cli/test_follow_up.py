import csv
import json

import numpy as np
import pytest

from core.cli import main, sentences
from core.worklist import Store
from tests.core.known_network import MALIGNANT_HU, block_volume
from tests.core.worklist.made_records import some_record
from tools.mock_dicom.mock_slice import ct_slice, to_bytes


@pytest.fixture
def visit(tmp_path):
    """`visit(name, day, rows)`: a folder with the six slices of a visit of ID-1."""

    def make(name: str, day: str, rows: int, **elements):
        volume = block_volume(6)
        volume[3:5, 20 : 20 + rows, 20:32] = MALIGNANT_HU
        folder = tmp_path / name
        folder.mkdir()
        for index, plane in enumerate(volume):
            ds = ct_slice(
                5.0 * index,
                pixels=(plane + 1024).astype(np.uint16),
                PixelSpacing=[1.5, 1.5],
                SeriesInstanceUID=f"1.2.3.{day}",
                StudyInstanceUID=f"1.2.4.{day}",
                FrameOfReferenceUID=f"1.2.5.{day}",
                SOPInstanceUID=f"1.2.6.{day}.{index}",
                **{"PatientID": "ID-1", "PatientName": "DOE^JANE", "StudyDate": day} | elements,
            )
            (folder / f"{index}.dcm").write_bytes(to_bytes(ds))
        return folder

    return make


def run(*words: object) -> int:
    return main(["follow-up", *map(str, words)])


def refusal(capsys) -> str:
    (line,) = [x for x in capsys.readouterr().err.splitlines() if x.startswith("liverlens:")]
    return line


def test_two_scans_of_one_patient(visit, known, tmp_path, capsys):
    out = tmp_path / "out"
    one, other = visit("first", "20250101", 12), visit("second", "20250701", 18)
    assert run(one, other, "--out", out) == 0
    said = capsys.readouterr().out
    assert "Lesion 1, followed" in said
    assert "RECIST-style, liver only, not an assessment: sum of lesions 1" in said
    content = json.loads((out / "follow_up.json").read_text())
    assert content["disclaimer"] == "Research use only. Not a medical device."
    assert [scan["study_date"] for scan in content["scans"]] == ["2025-01-01", "2025-07-01"]
    assert content["scans"][1]["days"] == 181
    (lesion,) = content["lesions"]
    assert lesion["status"] == "followed"
    # 12 x 12 and 18 x 12 pixels of 2.25 mm² on two slices of 5 mm.
    assert [seen["volume_ml"] for seen in lesion["seen"]] == pytest.approx([3.24, 4.86])
    assert lesion["change"]["volume_percent"] == pytest.approx(50)
    assert lesion["change"]["doubling_days"] == pytest.approx(181 * np.log(2) / np.log(1.5))
    assert content["target_sum"]["targets"] == [1]
    with (out / "follow_up.csv").open(newline="") as stream:
        first, second = csv.DictReader(stream)
    assert (first["study_date"], first["volume_change_ml"]) == ("2025-01-01", "")
    assert float(second["volume_change_percent"]) == pytest.approx(50)
    assert second["disclaimer"] == "Research use only. Not a medical device."
    for text in (said, json.dumps(content), (out / "follow_up.csv").read_text()):
        assert "DOE" not in text
        assert "ID-1" not in text


def test_different_patients_are_refused_before_any_analysis(visit, known, tmp_path, capsys):
    one = visit("first", "20250101", 12)
    other = visit("second", "20250701", 18, PatientID="ID-2")
    assert run(one, other, "--out", tmp_path / "out") == 2
    assert "first and second are of different patients" in refusal(capsys)
    assert not (tmp_path / "out").exists()
    assert run(one, other, "--out", tmp_path / "out", "--same-patient") == 0
    assert "Caution: The headers name different patients" in capsys.readouterr().out


def test_one_scan_twice_or_alone_or_in_the_wrong_order(visit, known, tmp_path, capsys):
    one, other = visit("first", "20250101", 12), visit("second", "20250701", 18)
    out = ("--out", tmp_path / "out")
    assert run(one, one, *out) == 2
    assert "are the same series" in refusal(capsys)
    assert run(one, *out) == 2
    assert sentences.too_few_scans() in refusal(capsys)
    assert run(other, one, *out) == 2
    assert "second (2025-07-01) was made after first (2025-01-01)" in refusal(capsys)
    assert run(one, other, *out, "--dates", "2025-01-01") == 2
    assert sentences.one_date_per_scan(1, 2) in refusal(capsys)
    with pytest.raises(SystemExit):
        run(one, other, *out, "--dates", "2025-01-01,2999-01-01")
    assert "--dates: 2999-01-01" in capsys.readouterr().err
    assert run(one, tmp_path / "nothing", *out) == 2
    assert "nothing" in refusal(capsys)
    assert run(one, other, *out, "--record", 1) == 2
    assert sentences.record_without_store() in refusal(capsys)


def test_dates_in_place_of_the_headers(visit, known, tmp_path, capsys):
    one = visit("first", "20250101", 12, StudyDate=None)
    other = visit("second", "20250701", 18, StudyDate=None)
    assert run(one, other, "--out", tmp_path / "out") == 0
    assert "is not known: the order is as you gave it" in capsys.readouterr().out
    dates = ("--dates", "2025-01-01,2025-01-31")
    assert run(one, other, "--out", tmp_path / "out", *dates) == 0
    content = json.loads((tmp_path / "out" / "follow_up.json").read_text())
    assert content["lesions"][0]["change"]["days"] == 30
    assert content["cautions"] == [] or "date" not in content["cautions"][0]


def test_a_patient_of_the_worklist(tmp_path, capsys):
    store = Store.open()
    lesion = {"id": 1, "label": "malignant", "volume_ml": 4.0, "centroid_mm": [0, 0, 0]}
    for number, mm in ((1, 20.0), (2, 30.0)):
        record = some_record(number, pseudonym="ab" * 8, lesions=({**lesion, "diameter_mm": mm},))
        store.save(record)
    store.save(some_record(5, lesions=()))
    out = ("--out", tmp_path / "out")
    assert run("--from-store", "ab" * 8, *out) == 0
    assert "20.0 mm -> 30.0 mm" in capsys.readouterr().out
    assert run("--from-store", "ab" * 8, "--record", 1, "--record", 3, *out) == 2
    assert f"are of different patients ({'ab' * 8} and {5:016x})" in refusal(capsys)
    assert run("--from-store", f"{5:016x}", "--record", 1, "--record", 2, *out) == 2
    assert sentences.records_of_others(f"{5:016x}") in refusal(capsys)
    assert run("--from-store", "ab" * 8, *out, "--dates", "2025-01-01,2025-02-01") == 2
    assert sentences.dates_of_records() in refusal(capsys)
    assert run("--from-store", "cd" * 8, *out) == 2
    assert sentences.patient_not_in_store(store.place, "cd" * 8) in refusal(capsys)
    assert run("--from-store", f"{5:016x}", *out) == 2
    assert sentences.one_day_in_store(f"{5:016x}") in refusal(capsys)
