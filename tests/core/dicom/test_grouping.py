"""What doesn't belong to a stack is split off: listed, or opened as a series of its own."""

from __future__ import annotations

import numpy as np
from pydicom.uid import SecondaryCaptureImageStorage

from core.dicom import Exclusion, discover
from tools.mock_dicom.mock_slice import CORONAL, SAGITTAL, ct_slice, write, write_all


def axial(n=10, **changes):
    return [ct_slice(float(z), **changes) for z in range(n)]


def test_localizers_are_listed_and_the_stack_opens(tmp_path):
    write_all(axial(), tmp_path)
    scout = {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}
    write_all([ct_slice(500.0, **scout), ct_slice(501.0, **scout)], tmp_path, "SC")
    found = discover([tmp_path])
    assert [one.n_slices for one in found.candidates] == [10]
    assert found.exclusions == (Exclusion("SC0000.dcm", "localizer (scout view)", 2),)
    assert found.exclusions[0].sentence == (
        "SC0000.dcm and 1 more set aside: localizer (scout view)."
    )
    assert found.candidates[0].warnings == ()


def test_other_orientations_in_one_series_are_listed(tmp_path):
    write_all(axial(), tmp_path)
    write_all([ct_slice(z, ImageOrientationPatient=CORONAL) for z in range(9)], tmp_path, "COR")
    write_all([ct_slice(z, ImageOrientationPatient=SAGITTAL) for z in range(3)], tmp_path, "SAG")
    found = discover([tmp_path])
    assert [one.n_slices for one in found.candidates] == [10]
    assert set(found.exclusions) == {
        Exclusion("COR0000.dcm", "coronal slices, not axial", 9),
        Exclusion("SAG0000.dcm", "sagittal slices, not axial", 3),
    }


def test_a_few_slices_of_another_matrix_size_are_listed(tmp_path):
    write_all(axial(), tmp_path)
    small = np.zeros((2, 2), np.uint16)
    write_all([ct_slice(z, pixels=small) for z in (50, 51, 52)], tmp_path, "SMALL")
    found = discover([tmp_path])
    assert [(one.n_slices, one.shape) for one in found.candidates] == [(10, (4, 6))]
    assert found.exclusions == (
        Exclusion("SMALL0000.dcm", "matrix of 2 x 2, unlike the rest of its series", 3),
    )


def test_eight_slices_of_another_matrix_size_are_a_series_of_their_own(tmp_path):
    write_all(axial(), tmp_path)
    small = np.zeros((2, 2), np.uint16)
    write_all([ct_slice(z, pixels=small) for z in range(50, 58)], tmp_path, "SMALL")
    found = discover([tmp_path])
    assert [(one.uid, one.n_slices, one.shape) for one in found.candidates] == [
        ("1.2.3.2", 10, (4, 6)),
        ("1.2.3.2-2", 8, (2, 2)),
    ]
    assert found.exclusions == ()
    assert found.candidates[1].warnings == (
        "The series mixes slices of different size or angle: opened apart.",
    )


def test_a_few_slices_with_other_pixels_or_angle_are_listed(tmp_path):
    write_all(axial(), tmp_path)
    write(ct_slice(60.0, PixelSpacing=[1.0, 1.0]), tmp_path / "zoomed")
    leaning = [1, 0, 0, 0, 0.98, 0.199]
    write(ct_slice(61.0, ImageOrientationPatient=leaning), tmp_path / "angled")
    found = discover([tmp_path])
    assert {(line.name, line.reason) for line in found.exclusions} == {
        ("zoomed", "pixels of 1 x 1 mm, unlike the rest of its series"),
        ("angled", "angled unlike the rest of its series"),
    }


def test_several_series_and_patients_in_one_folder(tmp_path):
    write_all(axial(3), tmp_path / "a")
    write_all(axial(4, SeriesInstanceUID="1.2.3.9", SeriesNumber=3), tmp_path / "b")
    other = {"PatientID": "P2", "StudyInstanceUID": "1.5", "SeriesInstanceUID": "1.5.1"}
    write_all(axial(5, **other, StudyDate="20200101"), tmp_path / "c")
    found = discover([tmp_path])
    # By date of study, then by series number.
    assert [(one.uid, one.n_slices) for one in found.candidates] == [
        ("1.5.1", 5),
        ("1.2.3.2", 3),
        ("1.2.3.9", 4),
    ]


def test_colour_pictures_are_listed(tmp_path):
    write_all(axial(3), tmp_path)
    ds = ct_slice(900.0, pixels=np.zeros((4, 6, 3), np.uint8))
    ds.Rows, ds.Columns, ds.SamplesPerPixel = 4, 6, 3
    ds.PhotometricInterpretation, ds.PlanarConfiguration = "RGB", 0
    write(ds, tmp_path / "dose.dcm")
    found = discover([tmp_path])
    assert found.exclusions == (
        Exclusion("dose.dcm", "colour picture (screen shot or dose report)"),
    )


def test_ct_slices_rewritten_as_secondary_captures_open_if_they_kept_their_geometry(tmp_path):
    write_all(axial(3, SOPClassUID=SecondaryCaptureImageStorage), tmp_path)
    assert discover([tmp_path]).candidates[0].n_slices == 3


def test_slices_without_needed_geometry_are_listed(tmp_path):
    write_all(axial(3), tmp_path)
    write(ct_slice(50, ImagePositionPatient=None), tmp_path / "a")
    write(ct_slice(51, ImageOrientationPatient=None), tmp_path / "b")
    write(ct_slice(52, PixelSpacing=None), tmp_path / "c")
    write(ct_slice(53, ImageOrientationPatient=[1, 0, 0, 1, 0, 0]), tmp_path / "d")
    write(ct_slice(54, RescaleSlope=0), tmp_path / "e")
    reasons = {line.name: line.reason for line in discover([tmp_path]).exclusions}
    assert reasons == {
        "a": "no position in the patient (Image Position Patient)",
        "b": "no orientation in the patient (Image Orientation Patient)",
        "c": "no pixel size in mm (Pixel Spacing)",
        "d": "orientation in the patient (Image Orientation Patient) makes no sense",
        "e": "its rescale slope is 0, so it holds no HU",
    }
