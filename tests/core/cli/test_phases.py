import csv
import json

import numpy as np
import pytest

from core.cli import main
from core.study import sentences
from tests.core.study.tiny_study import block_study
from tools.mock_dicom.mock_slice import ct_slice, to_bytes


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The tiny study as files, one folder for each series."""
    root = tmp_path_factory.mktemp("study")
    for number, series in enumerate(block_study(), start=1):
        tags = series.tags
        place = root / str(number)
        place.mkdir()
        for index, plane in enumerate(series.volume):
            x, y, z = series.slice_origins_mm[index]
            ds = ct_slice(
                float(z),
                pixels=(plane + 1024).astype(np.uint16),
                ImagePositionPatient=[float(x), float(y), float(z)],
                PixelSpacing=[1.5, 1.5],
                SeriesInstanceUID=series.uid,
                StudyInstanceUID=tags.study_uid,
                FrameOfReferenceUID=tags.frame_of_reference_uid,
                SOPInstanceUID=f"{series.uid}.{index}",
                SeriesDescription=tags.series_description,
                AcquisitionDate=tags.acquired_at[:8],
                AcquisitionTime=tags.acquired_at[8:],
            )
            (place / f"{index}.dcm").write_bytes(to_bytes(ds))
    return root


def run(*words: object) -> int:
    return main(["phases", *map(str, words)])


def test_the_curve_of_a_lesion(folder, known, tmp_path, capsys):
    out = tmp_path / "out"
    assert run(folder, "--out", out) == 0
    said = capsys.readouterr().out
    assert "Lesion 1 (malignant-looking): 45 -> 130 -> 55 -> 60 HU" in said
    content = json.loads((out / "phases.json").read_text())
    assert content["disclaimer"] == "Research use only. Not a medical device."
    phases = [one["phase"] for one in content["series"]]
    assert phases == ["noncontrast", "arterial", "portal", "delayed"]
    assert [one["outlined"] for one in content["series"]] == [False, False, True, False]
    assert [bool(one["not_assessable"]) for one in content["series"]] == [True, True, False, True]
    (lesion,) = content["lesions"]
    assert [one["level"]["hu"] for one in lesion["curve"]] == [45.0, 130.0, 55.0, 60.0]
    assert lesion["numbers"]["arterial_minus_liver_hu"] == 60.0
    # 100 (130 - 60) / 130, and (130 - 70) - (60 - 90).
    assert lesion["numbers"]["relative_washout_percent"]["delayed"] == pytest.approx(53.85)
    assert lesion["numbers"]["contrast_fall_hu"]["delayed"] == 90.0
    rows = list(csv.DictReader((out / "phases.csv").open()))
    assert [(row["phase"], row["liver_hu"]) for row in rows] == [
        ("noncontrast", "60.0"),
        ("arterial", "70.0"),
        ("portal", "105.0"),
        ("delayed", "90.0"),
    ]
    assert rows[1]["arterial_minus_liver_hu"] == "60.0"


def test_json_alone_and_what_a_person_knows(folder, known, capsys):
    assert run(folder, "--json", "--series", "1.2.3.2", "--series", "1.2.3.3",
               "--phase", "1.2.3.2=delayed") == 0  # fmt: skip
    content = json.loads(capsys.readouterr().out)
    assert [one["phase"] for one in content["series"]] == ["delayed", "portal"]
    assert content["series"][0]["phase_from"] == ["person"]


def test_one_phase_gives_no_curve(folder, known, capsys):
    assert run(folder / "2") == 2
    assert sentences.one_phase_no_curve() in capsys.readouterr().err


def test_a_series_that_is_not_there(folder, known, capsys):
    assert run(folder, "--analyse", "9.9") == 2
    assert sentences.no_such_series("9.9") in capsys.readouterr().err


def test_without_the_models_phase_a_person_has_to_say(folder, known, capsys):
    assert run(folder / "1", folder / "2") == 2
    assert sentences.needs_phase_of_model(("portal",)) in capsys.readouterr().err


def test_a_phase_that_there_is_not(folder, known, capsys):
    with pytest.raises(SystemExit) as left:
        run(folder, "--phase", "1.2.3.2=late")
    assert left.value.code == 2
    assert "1.2.3.2=late" in capsys.readouterr().err
