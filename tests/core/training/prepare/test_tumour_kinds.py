"""Kinds of lesions that the data set calls only tumours."""

import csv

import numpy as np
import pytest

from core.errors import TrainingDataError
from core.training.prepare import PrepareSettings, SliceChoice, prepare, read_kinds
from core.training.prepare.tumour_kinds import (
    TumourKinds,
    lesion_rows,
    number_lesions,
    with_kinds,
)
from tests.coded import raises
from tests.core.training.prepare.tiny_patient import on_grid, read, save_lits

TUMOUR = 4


@pytest.fixture
def codes():
    """Three lesions: 8 voxels, 3 voxels, and 1 voxel that touches nothing."""
    codes = np.ones((4, 6, 8), np.uint8)
    codes[1:3, 1:3, 5:7] = TUMOUR
    codes[0, 4, 1:4] = TUMOUR
    codes[3, 5, 7] = TUMOUR
    return codes


def test_lesions_are_numbered_from_the_largest(codes):
    lesions = number_lesions(codes == TUMOUR)
    assert lesions.count == 3
    assert [int((lesions.numbers == n).sum()) for n in (1, 2, 3)] == [8, 3, 1]
    whole = np.zeros(codes.shape, int)
    whole[lesions.box] = lesions.numbers
    assert (whole[1, 1, 5], whole[0, 4, 1], whole[3, 5, 7], whole[0, 0, 0]) == (1, 2, 3, 0)


def test_of_equal_lesions_the_inferior_one_comes_first():
    tumour = np.zeros((5, 3, 3), bool)
    tumour[4, 0, 0] = tumour[1, 2, 2] = True
    lesions = number_lesions(tumour)
    assert lesions.numbers[0].max() == 1
    assert lesions.numbers[-1].max() == 2


def test_voxels_that_touch_by_a_corner_are_one_lesion():
    tumour = np.zeros((2, 2, 2), bool)
    tumour[0, 0, 0] = tumour[1, 1, 1] = True
    assert number_lesions(tumour).count == 1


def test_no_lesion():
    assert number_lesions(np.zeros((2, 2, 2), bool)).count == 0
    assert lesion_rows(np.zeros((2, 2, 2), bool), 1.0, "a", TumourKinds()) == []


def test_by_lesion_before_scan_before_the_usual(codes):
    kinds = TumourKinds("uncertain", {"a": "malignant"}, {("a", 2): "benign"})
    told = with_kinds(codes, TUMOUR, "a", kinds)
    assert (told[1, 1, 5], told[0, 4, 1], told[3, 5, 7], told[0, 0, 0]) == (3, 2, 3, 1)
    other = with_kinds(codes, TUMOUR, "b", kinds)
    assert set(np.unique(other).tolist()) == {1, 255}


def test_a_lesion_that_is_not_there(codes):
    kinds = TumourKinds(by_lesion={("a", 4): "benign"}, table="kinds.csv")
    with raises(TrainingDataError, "no_such_lesion", "kinds.csv", "4 of a, which has 3"):
        with_kinds(codes, TUMOUR, "a", kinds)


def test_rows_for_a_person(codes):
    kinds = TumourKinds(by_lesion={("a", 3): "benign"})
    rows = lesion_rows(codes == TUMOUR, 0.5, "a", kinds)
    assert rows == [
        {"scan": "a", "lesion": 1, "kind": "malignant", "volume_ml": 4.0, "slice": 1},
        {"scan": "a", "lesion": 2, "kind": "malignant", "volume_ml": 1.5, "slice": 0},
        {"scan": "a", "lesion": 3, "kind": "benign", "volume_ml": 0.5, "slice": 3},
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("scan,kind\na,nasty\n", "kind_unknown"),
        ("scan,kind,lesion\na,benign,0\n", "lesion_number_unreadable"),
        ("scan,kind,lesion\na,benign,big\n", "lesion_number_unreadable"),
        ("scan\na\n", "column_missing"),
    ],
)
def test_tables_that_make_no_sense(tmp_path, text, code):
    (tmp_path / "kinds.csv").write_text(text)
    with raises(TrainingDataError, code, "kinds.csv"):
        read_kinds(tmp_path / "kinds.csv")


def test_a_written_table_is_corrected_and_read_back(tmp_path):
    folder, table = save_lits(tmp_path / "in", 2), tmp_path / "kinds.csv"
    settings = PrepareSettings(
        choice=SliceChoice(every=1, liver_free=0), list_lesions=True, kinds=TumourKinds()
    )
    prepare(folder, tmp_path / "one.npz", settings, lesion_table=table)
    rows = list(csv.DictReader(table.read_text().splitlines()))
    # 2 x 10 x 15 and 5 x 6 voxels of 11.25 mm3.
    assert [(r["scan"], r["lesion"], r["slice"]) for r in rows] == [
        ("volume-2", "1", "4"),
        ("volume-2", "2", "6"),
    ]
    assert [float(r["volume_ml"]) for r in rows] == pytest.approx([3.375, 0.3375], abs=0.001)
    table.write_text(table.read_text().replace("2,malignant", "2,benign"))
    settings = PrepareSettings(choice=settings.choice, kinds=read_kinds(table))
    prepare(folder, tmp_path / "two.npz", settings)
    label = read(tmp_path / "two.npz")["label"]
    codes = np.ones((5, 200, 256), np.uint8)  # slices 3 to 7
    assert np.array_equal(label == 2, on_grid(np.where(_small_lesion(codes), 1, 0)) == 1)
    assert (label == 3).sum() == 300


def _small_lesion(codes):
    here = np.zeros(codes.shape, bool)
    here[3, 100:105, 100:106] = True
    return here


def test_a_table_that_names_scans_which_are_not_there(tmp_path):
    settings = PrepareSettings(kinds=TumourKinds(by_scan={"volume-99": "benign"}))
    with raises(TrainingDataError, "table_names_no_scan", "volume-99"):
        prepare(save_lits(tmp_path / "in"), tmp_path / "out.npz", settings)
