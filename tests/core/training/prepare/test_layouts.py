import numpy as np
import pytest
from PIL import Image

from core.cli.prepare import KINDS, LAYOUT_NAMES
from core.errors import TrainingDataError, UsageError
from core.training.prepare import KIND_CODES, LAYOUTS, USUAL_KIND
from core.training.prepare.layouts import layout_of
from tests.coded import raises


def touch(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")


def test_the_command_line_names_what_there_is():
    assert tuple(LAYOUTS) == LAYOUT_NAMES
    assert set(KINDS) == set(KIND_CODES)
    assert KINDS[0] == USUAL_KIND == "malignant"


@pytest.mark.parametrize(
    ("place", "layout"),
    [
        ("Task03_Liver/imagesTr/liver_0.nii.gz", "decathlon"),
        ("labelsTr/liver_0.nii.gz", "decathlon"),
        ("Training Batch 1/volume-0.nii", "lits"),
        ("segmentation-12.nii.gz", "lits"),
        ("3Dircadb1.1/PATIENT_DICOM/image_0", "ircadb"),
        ("3Dircadb1.1/PATIENT_DICOM.zip", "ircadb"),
        ("train/Benign/a.JPG", "images"),
    ],
)
def test_a_layout_is_found_by_looking(tmp_path, place, layout):
    touch(tmp_path / place)
    assert layout_of(tmp_path)[0] == layout


def test_a_table_is_a_file(tmp_path):
    touch(tmp_path / "series.csv")
    assert layout_of(tmp_path / "series.csv")[0] == "table"


def test_mixed_layouts_ask_for_a_choice(tmp_path):
    touch(tmp_path / "volume-0.nii")
    touch(tmp_path / "normal" / "a.png")
    with raises(TrainingDataError, "several_layouts", "(lits and images)"):
        layout_of(tmp_path)
    assert layout_of(tmp_path, "images")[0] == "images"


def test_an_empty_folder(tmp_path):
    (tmp_path / "empty").mkdir()
    with raises(TrainingDataError, "empty_folder", "empty"):
        layout_of(tmp_path / "empty")


def test_no_known_layout(tmp_path):
    Image.fromarray(np.zeros((9, 9), np.uint8)).save(tmp_path / "a.png")
    with raises(TrainingDataError, "layout_unknown", "imagesTr and"):
        layout_of(tmp_path)


@pytest.mark.parametrize("layout", ["decathlon", "lits", "ircadb", "images"])
def test_a_forced_layout_that_is_not_there(tmp_path, layout):
    from core.training.prepare import PrepareSettings

    touch(tmp_path / "notes.txt")
    with pytest.raises(TrainingDataError, match=rf"{tmp_path.name}: holds no "):
        layout_of(tmp_path, layout)[1].scans(tmp_path, PrepareSettings())


def test_what_is_no_folder(tmp_path):
    touch(tmp_path / "3Dircadb1.zip")
    touch(tmp_path / "t.csv")
    with raises(UsageError, "no_such_source", "gone"):
        layout_of(tmp_path / "gone")
    with raises(UsageError, "neither_folder_nor_csv", "3Dircadb1.zip"):
        layout_of(tmp_path / "3Dircadb1.zip")
    with raises(UsageError, "layout_needs", "layout table needs a CSV"):
        layout_of(tmp_path, "table")
    with raises(UsageError, "layout_needs", "layout lits needs a folder"):
        layout_of(tmp_path / "t.csv", "lits")
