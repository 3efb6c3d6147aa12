"""RTSTRUCT contours as voxels. Pixels measure 0.5 x 0.75 mm, slices lie 5 mm apart."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom.data import get_testdata_file

from core.annotation import LIVER
from core.annotation_files import read_annotation
from core.dicom import MemoryFile
from core.errors import InputError
from tests.coded import raises
from tests.core.annotation_files.made import box, ct, rtstruct


def read(rois, **changes):
    return read_annotation(rtstruct(rois, **changes), ct())


def test_pixels_with_their_centre_inside_are_marked():
    rois = {"Liver": [box((1, 6), (1, 10), 5.0)], "Tumor": [box((2, 3), (4, 6), 5.0)]}
    found = read(rois)
    expected = np.zeros((8, 12), int)
    expected[1:7, 1:11] = LIVER
    expected[2:4, 4:7] = 2
    assert found.annotation.voxels[1].tolist() == expected.tolist()
    assert not found.annotation.voxels[[0, 2, 3, 4]].any()
    (lesion,) = found.annotation.findings
    assert (lesion.number, lesion.looks, lesion.kind) == (1, "malignant", "unknown")
    assert found.notes == ()


def test_a_contour_in_another_is_a_hole():
    rois = {"liver": [box((0, 7), (0, 11), 0.0), box((2, 3), (2, 3), 0.0)]}
    voxels = read(rois).annotation.voxels[0]
    assert np.count_nonzero(voxels == LIVER) == 96 - 4
    assert not voxels[2:4, 2:4].any()


def test_lesions_on_neighbouring_slices_are_one_finding():
    rois = {
        "Liver": [box((0, 7), (0, 11), z) for z in (5.0, 10.0)],
        "Cyst": [box((2, 3), (2, 3), 5.0), box((2, 3), (2, 3), 10.0), box((6, 6), (8, 8), 5.0)],
    }
    found = read(rois).annotation
    assert [(one.number, one.looks) for one in found.findings] == [(1, "benign"), (2, "benign")]
    assert [np.count_nonzero(found.voxels == n + 1) for n in (1, 2)] == [8, 1]


def test_what_is_left_out_is_said():
    rois = {
        "Liver": [box((0, 7), (0, 11), 5.0), [(0.0, 0.0, 5.0)]],
        "Kidney_L": [box((0, 1), (0, 1), 5.0)],
    }
    found = read(rois)
    assert [note.code for note in found.notes] == ["contours_not_areas", "segments_unused"]
    assert "Kidney_L" in found.notes[1]
    alone = read({"GTV": [box((2, 3), (2, 3), 5.0)]})
    assert [note.code for note in alone.notes] == ["liver_not_outlined"]


@pytest.mark.parametrize(
    ("rois", "changes", "code"),
    [
        ({"Liver": [box((0, 3), (0, 3), 7.5)]}, {}, "contours_between_slices"),
        ({"Liver": [box((0, 3), (0, 3), 60.0)]}, {}, "contours_between_slices"),
        ({"Liver": [box((40, 50), (0, 3), 5.0)]}, {}, "contours_outside"),
        ({"Kidney_L": [box((0, 3), (0, 3), 5.0)]}, {}, "no_liver_or_lesion"),
        ({"Liver": []}, {}, "no_liver_or_lesion"),
        ({"Liver": [box((0, 3), (0, 3), 5.0)]}, {"PatientID": "ANOTHER"}, "other_patient"),
    ],
)
def test_what_does_not_fit_is_refused(rois, changes, code):
    with raises(InputError, code):
        read(rois, **changes)


def test_one_of_another_program_is_read():
    """pydicom's own: without a preamble, with one region of three contours and two points."""
    with raises(InputError, "no_liver_or_lesion", "rtstruct.dcm", "patient", "Isocenter 1"):
        read_annotation(
            get_testdata_file("rtstruct.dcm"), ct(PatientID="", FrameOfReferenceUID=None)
        )


def test_another_frame_of_reference_is_refused():
    file = rtstruct({"Liver": [box((0, 3), (0, 3), 5.0)]})
    with raises(InputError, "other_frame_of_reference", "rtstruct.dcm"):
        read_annotation(file, ct(FrameOfReferenceUID="1.2.3.55"))


@pytest.mark.parametrize("cut", [20, 60, 150])
def test_a_file_that_was_cut_off_is_named(cut):
    whole = rtstruct({"Liver": [box((0, 3), (0, 3), 5.0)]}).data
    with raises(InputError, "damaged_contours", "rtstruct.dcm"):
        read_annotation(MemoryFile("rtstruct.dcm", whole[:-cut]), ct())


def test_numbers_that_are_none_are_refused():
    whole = rtstruct({"Liver": [box((0, 3), (0, 3), 5.0)]}).data
    assert b"-10.375" in whole
    broken = whole.replace(b"-10.375", b"1e999\0\0"[:7])
    with raises(InputError, "damaged_contours"):
        read_annotation(MemoryFile("rtstruct.dcm", broken), ct())
