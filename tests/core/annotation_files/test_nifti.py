"""NIfTI with its JSON, out and in again."""

from __future__ import annotations

import json

import nibabel
import numpy as np
import pytest

from core import DISCLAIMER
from core.annotation import Finding
from core.annotation_files import read_annotation, write_nifti
from core.dicom import MemoryFile
from core.errors import InputError, UsageError
from tests.coded import raises
from tests.core.annotation_files.made import READER, annotation, ct, made


def same(found, expected) -> bool:
    return (
        np.array_equal(found.voxels, expected.voxels)
        and found.findings == expected.findings
        and found.slice_labels == expected.slice_labels
    )


def test_it_comes_back_voxel_for_voxel_with_all_that_was_said(tmp_path):
    series = ct()
    written = write_nifti(made(), series, tmp_path / "out")
    assert [path.name for path in written] == ["annotation.nii.gz", "annotation.json"]
    found = read_annotation(tmp_path / "out", series)
    assert same(found.annotation, annotation())
    assert found.notes == ()
    assert same(read_annotation(written, series).annotation, annotation())


@pytest.mark.parametrize("positions", [(0.0, 5.0, 10.0, 15.0, 25.0), (0.0, 4.0, 10.0, 17.0, 20.0)])
def test_uneven_slices_come_back_too(tmp_path, positions):
    series = ct(positions)
    write_nifti(made(), series, tmp_path)
    assert same(read_annotation(tmp_path, series).annotation, annotation())


def test_others_see_where_it_lies_and_what_it_is(tmp_path):
    write_nifti(made(), ct(), tmp_path)
    image = nibabel.load(tmp_path / "annotation.nii.gz")
    assert DISCLAIMER in image.header["descrip"].item().decode()
    # Column 2, row 2, slice 1: finding 3. LPS (-10 + 1.5, -20 + 1, 5) mm in RAS.
    assert image.get_fdata()[2, 2, 1] == 4
    assert (image.affine @ [2, 2, 1, 1])[:3] == pytest.approx([8.5, 19.0, 5.0])
    told = json.loads((tmp_path / "annotation.json").read_text())
    assert told["disclaimer"] == DISCLAIMER
    assert (told["reader"], told["annotation_version"], told["submitted"]) == (READER, 2, True)
    assert told["created_at"] == "2026-03-01T12:30:05+00:00"
    assert [one["number"] for one in told["findings"]] == [3, 7, 9, 11]
    assert told["slice_labels"] == {"1": "malignant", "4": "normal"}


def test_equal_content_gives_equal_files(tmp_path):
    for name in ("one", "other"):
        write_nifti(made(), ct(), tmp_path / name)
    for file in ("annotation.nii.gz", "annotation.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()


def test_without_its_json_it_is_a_map_of_liver_and_lesions(tmp_path):
    """As anybody's: 1 liver, 2 benign, 3 malignant; each connected lesion is a finding."""
    series = ct()
    codes = np.minimum(annotation().mask(), 3)
    affine = np.diag([-0.75, -0.5, 5.0, 1.0])
    affine[:3, 3] = 10.0, 20.0, 0.0
    nibabel.save(nibabel.Nifti1Image(codes.transpose(2, 1, 0), affine), tmp_path / "mask.nii.gz")
    found = read_annotation(tmp_path / "mask.nii.gz", series).annotation
    assert (found.mask() == codes).all()
    # Benign first; then the two parts of the malignant one, the larger first.
    assert [one.looks for one in found.findings] == ["benign", "malignant", "malignant"]
    counts = [np.count_nonzero(found.voxels == one.number + 1) for one in found.findings]
    assert counts == [6, 12, 1]


def test_another_grid_is_refused(tmp_path):
    write_nifti(made(), ct(), tmp_path)
    moved = ct((3.0, 8.0, 13.0, 18.0, 23.0))
    with raises(InputError, "another_grid", "annotation.nii.gz"):
        read_annotation(tmp_path, moved)
    with raises(InputError, "another_grid"):
        read_annotation(tmp_path / "annotation.nii.gz", moved)


def test_another_series_is_refused(tmp_path):
    write_nifti(made(), ct(), tmp_path)
    with raises(InputError, "of_another_series", "annotation.json"):
        read_annotation(tmp_path, ct(SeriesInstanceUID="1.2.3.77"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": 2}, "table_of_a_newer_version"),
        ({"format": "1"}, "table_of_a_newer_version"),
        ({"series": None}, "damaged_table"),
        ({"findings": [{"number": 0}]}, "not_a_finding"),
        ({"findings": [{"number": 3}]}, "finding_missing"),
        ({"slice_labels": {"5": "normal"}}, "not_a_slice_label"),
    ],
)
def test_a_changed_table_is_refused(tmp_path, change, code):
    write_nifti(made(), ct(), tmp_path)
    path = tmp_path / "annotation.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with raises(InputError, code):
        read_annotation(tmp_path, ct())


def test_a_damaged_table_is_named(tmp_path):
    write_nifti(made(), ct(), tmp_path)
    (tmp_path / "annotation.json").write_text("{")
    with raises(InputError, "damaged_table", "annotation.json"):
        read_annotation(tmp_path, ct())


def test_other_json_beside_it_is_left_out(tmp_path):
    write_nifti(made(), ct(), tmp_path)
    (tmp_path / "analysis.json").write_text("[1, 2]")
    found = read_annotation(tmp_path, ct())
    assert same(found.annotation, annotation())


def test_a_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("")
    with raises(UsageError, "folder_not_writable"):
        write_nifti(made(), ct(), tmp_path / "file" / "out")


def test_a_map_of_numbered_lesions_keeps_the_numbers(tmp_path):
    write_nifti(made(), ct(), tmp_path)
    found = read_annotation(tmp_path / "annotation.nii.gz", ct())
    assert np.array_equal(found.annotation.voxels, annotation().voxels)
    assert found.annotation.findings == (Finding(3), Finding(7), Finding(9))
    assert [note.code for note in found.notes] == ["table_missing"]


def test_nothing_to_read_is_a_sentence(tmp_path):
    write_nifti(made(), ct(), tmp_path)
    with raises(InputError, "no_outlines", "annotation.json"):
        read_annotation(tmp_path / "annotation.json", ct())
    with raises(InputError, "no_outlines", "notes.txt"):
        read_annotation(MemoryFile("notes.txt", b"liver 1"), ct())
