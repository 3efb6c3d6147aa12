"""A CSV of series and labels."""

import re

import numpy as np
import pydicom
import pytest

from core.errors import TrainingDataError
from core.training.columns import column_of
from core.training.data import load_slices
from core.training.prepare import PrepareSettings, SliceChoice, prepare
from core.vocabulary.figures import NOT_STATED
from tests.coded import raises
from tests.core.training.prepare.tiny_patient import (
    CLEAR_SLICES,
    LIVER_SLICES,
    lits_codes,
    on_grid,
    read,
    save_nifti,
    volume,
)
from tools.mock_dicom.mock_slice import ct_slice, write

ALL = PrepareSettings(choice=SliceChoice(every=1, liver_free=99))
TAKEN = sorted(LIVER_SLICES + CLEAR_SLICES)


@pytest.fixture
def folder(tmp_path):
    """ct.nii.gz, its mask.nii.gz as in LiTS, own.nii.gz with this project's codes, a DICOM CT."""
    save_nifti(volume(), tmp_path / "ct.nii.gz")
    save_nifti(lits_codes(), tmp_path / "mask.nii.gz")
    own = lits_codes()
    own[own == 2] = 3
    own[6][own[6] == 3] = 2
    save_nifti(own, tmp_path / "own.nii.gz")
    for z, pixels in enumerate(volume()[:, ::-1]):
        # Rows run from the back to the front: the reader keeps that, the grid turns it.
        place = {
            "ImagePositionPatient": [0.0, 300.0, 5.0 * z],
            "ImageOrientationPatient": [1, 0, 0, 0, -1, 0],
        }
        changes = {"PixelSpacing": [1.5, 1.5], "RescaleIntercept": 0, **place}
        dataset = ct_slice(5.0 * z, np.ascontiguousarray(pixels), **changes)
        write(dataset, tmp_path / "dicom" / f"IM{z}")
    return tmp_path


def table(folder, *rows, columns="path,subject,class,mask,slices,series,codes"):
    path = folder / "series.csv"
    path.write_text("\n".join([columns, *rows]) + "\n")
    return path


def expected_label(code: int = 3) -> np.ndarray:
    codes = lits_codes()
    codes[codes == 2] = code
    return on_grid(codes[TAKEN])


@pytest.mark.parametrize(
    ("told", "code"), [("malignant", 3), ("Benign", 2), ("uncertain", 255), ("", 3)]
)
def test_lesions_of_a_mask_are_of_the_rows_class(folder, told, code):
    summary = prepare(table(folder, f"ct.nii.gz,anna,{told},mask.nii.gz"), folder / "out.npz", ALL)
    assert summary.layout == "table"
    assert np.array_equal(read(folder / "out.npz")["label"], expected_label(code))
    assert set(read(folder / "out.npz")["slice_class"].tolist()) == {""}


def test_this_projects_own_codes(folder):
    row = "ct.nii.gz,anna,,own.nii.gz,,,liverlens"
    prepare(table(folder, row), folder / "out.npz", ALL)
    slices = load_slices(folder / "out.npz")
    found = dict(zip(TAKEN, slices.slice_class.tolist(), strict=True))
    assert (found[3], found[4], found[6]) == (0, 2, 1)


def test_a_nifti_mask_lies_right_on_a_dicom_ct_with_other_axes(folder):
    affine = np.diag([-1.5, -1.5, 5.0, 1.0])
    # The DICOM rows start at y = 300 mm and go up: the first CT row lies at 300 - 199 * 1.5.
    affine[1, 3] = -(300 - 199 * 1.5)
    save_nifti(lits_codes(), folder / "mask.nii.gz", affine=affine)
    prepare(table(folder, "dicom,anna,malignant,mask.nii.gz"), folder / "out.npz", ALL)
    arrays = read(folder / "out.npz")
    assert np.array_equal(arrays["image"], on_grid(volume()[TAKEN]))
    assert np.array_equal(arrays["label"], expected_label())


def test_classes_without_masks(folder):
    rows = ("ct.nii.gz,anna,malignant,,4-5", "ct.nii.gz,anna,benign,,6 - 6", "dicom,bob,normal")
    summary = prepare(table(folder, *rows), folder / "out.npz")
    slices = load_slices(folder / "out.npz")
    assert slices.class_only.all()
    arrays = read(folder / "out.npz")
    assert arrays["slice"][:3].tolist() == [4, 5, 6]
    assert slices.slice_class.tolist() == [2, 2, 1] + [0] * 12
    # One series is one scan, whatever the number of its rows.
    assert arrays["patient"].tolist() == [1] * 3 + [2] * 12
    assert summary.class_only == 15


def test_slices_without_liver_are_background(folder):
    prepare(table(folder, "ct.nii.gz,anna,liver-free,,9-11"), folder / "out.npz")
    slices = load_slices(folder / "out.npz")
    assert read(folder / "out.npz")["slice"].tolist() == [9, 10, 11]
    assert not slices.label.any()
    assert slices.slice_class.tolist() == [0, 0, 0]


def test_a_range_also_limits_a_mask(folder):
    row = "ct.nii.gz,anna,malignant,mask.nii.gz,3-4"
    prepare(table(folder, row), folder / "out.npz", ALL)
    assert read(folder / "out.npz")["slice"].tolist() == [3, 4]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("ct.nii.gz,,normal", "line 2 lacks the path or the subject"),
        ("ct.nii.gz,anna,nasty", "line 2 has the class 'nasty': write normal, benign,"),
        ("ct.nii.gz,anna,", "line 2 has neither class nor mask"),
        ("ct.nii.gz,anna,benign", "line 2: not every slice of a benign scan shows the lesion"),
        ("ct.nii.gz,anna,benign,,5-4", "line 2 has the slices '5-4': write FIRST-LAST"),
        ("ct.nii.gz,anna,benign,,4-12", "line 2: ct.nii.gz: slice 12 was asked for"),
        ("gone.nii,anna,normal", "line 2: gone.nii does not exist"),
        ("ct.nii.gz,anna,,gone.nii", "line 2: gone.nii does not exist"),
        ("ct.nii.gz,anna,normal,mask.nii.gz", "line 2: mask.nii.gz holds a lesion, but the class"),
        ("ct.nii.gz,anna,,own.nii.gz", r"line 2: own.nii.gz: holds the labels [3], which lits"),
        ("ct.nii.gz,anna,,own.nii.gz,,,mine", "line 2 has the codes 'mine': write lits or"),
        ("ct.nii.gz,anna,benign,own.nii.gz,,,liverlens", "line 2: a mask with liverlens codes"),
        ("ct.nii.gz,anna,liver-free,mask.nii.gz", "line 2: what is liver-free needs no mask"),
        ("mask.nii.gz,anna,normal", "line 2: mask.nii.gz: NIfTI of labels (a segmentation)"),
        ("dicom,anna,malignant,series.csv", "line 2: series.csv: can't be read as a DICOM SEG"),
        ("dicom,anna,normal,,,9.9.9", "line 2: No series 9.9.9 in the input"),
    ],
)
def test_rows_that_cannot_be_used(folder, row, sentence):
    with pytest.raises(TrainingDataError, match=re.escape(sentence)) as error:
        prepare(table(folder, row), folder / "out.npz")
    assert "series.csv" in str(error.value)


def test_a_class_without_its_lesion(folder):
    liver = np.minimum(lits_codes(), 1)
    save_nifti(liver, folder / "mask.nii.gz")
    with raises(TrainingDataError, "row_unusable", "holds no lesion"):
        prepare(table(folder, "ct.nii.gz,anna,malignant,mask.nii.gz"), folder / "out.npz")


def test_one_series_of_two_people(folder):
    rows = ("ct.nii.gz,anna,malignant,,4-5", "ct.nii.gz,bob,normal")
    with raises(TrainingDataError, "path_of_two_subjects", "line 3"):
        prepare(table(folder, *rows), folder / "out.npz")


def test_columns_from_the_table_and_the_header(folder):
    dicom = folder / "dicom"
    for path in dicom.iterdir():
        ds = pydicom.dcmread(path)
        ds.SeriesDescription, ds.SliceThickness = "Liver arterial", 2.5
        ds.save_as(path)
    rows = (
        "ct.nii.gz,anna,normal,ours,Portal",
        "dicom,bob,normal,ours,",
        "dicom,bob,normal,,noncontrast",
    )
    columns = "path,subject,class,source,phase"
    prepare(table(folder, *rows, columns=columns), folder / "out.npz", PrepareSettings())
    slices = load_slices(folder / "out.npz")
    assert [
        column_of(slices, name)[::12].tolist() for name in ("source", "phase", "thickness")
    ] == [
        ["ours", "ours", NOT_STATED],
        ["portal", "arterial", "noncontrast"],
        ["5", "2.5", "2.5"],
    ]


def test_a_file_without_any_phase_has_no_such_column(folder):
    prepare(table(folder, "ct.nii.gz,anna,normal"), folder / "out.npz")
    assert not {"source", "phase"} & read(folder / "out.npz").keys()
    assert set(load_slices(folder / "out.npz").phases.tolist()) == {"portal"}


@pytest.mark.parametrize("level", ["FrameOfReferenceUID", "SeriesInstanceUID"])
def test_a_uid_for_every_slice_as_de_identification_writes_it(folder, level):
    for number, path in enumerate(sorted((folder / "dicom").iterdir())):
        ds = pydicom.dcmread(path)
        setattr(ds, level, f"1.2.3.{number}")
        ds.save_as(path)
    summary = prepare(table(folder, "dicom,anna,normal"), folder / "out.npz", ALL)
    assert read(folder / "out.npz")["slice"].tolist() == list(range(12))
    assert len(summary.cautions) == 1


def test_values_that_are_no_hu_are_not_learnt_from(folder):
    save_nifti(volume() + 300, folder / "off.nii.gz")
    with raises(TrainingDataError, "not_hounsfield", "off.nii.gz"):
        prepare(table(folder, "off.nii.gz,anna,normal"), folder / "out.npz")
