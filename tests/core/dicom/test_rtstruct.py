"""RTSTRUCT as a reference mask. Pixels measure 0.5 x 0.75 mm, slices lie 5 mm apart."""

from __future__ import annotations

import io

import numpy as np
import pydicom
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian

from core.areas import liver_areas_mm2, volume_ml
from core.dicom import MemoryFile
from core.dicom.reference_mask import open_reference
from core.errors import InputError
from tests.coded import raises
from tests.core.annotation_files.made import box, ct, rtstruct
from tools.mock_dicom.mock_slice import to_bytes

LIVER = [box((1, 6), (1, 10), 5.0), box((1, 6), (1, 10), 10.0)]


def read(rois, **changes):
    return open_reference(rtstruct(rois), ct(), **changes)


def test_a_box_of_known_area():
    mask = read({"Liver": LIVER, "Cyst": [box((2, 3), (4, 6), 5.0)]})
    expected = np.zeros((8, 12), int)
    expected[1:7, 1:11] = 1
    expected[2:4, 4:7] = 2
    assert mask.codes[1].tolist() == expected.tolist()
    # 6 rows of 0.5 mm by 10 columns of 0.75 mm.
    areas = liver_areas_mm2(mask.codes, ct())
    assert areas.tolist() == [0.0, 22.5, 22.5, 0.0, 0.0]
    assert volume_ml(areas, ct()) == pytest.approx(0.225)
    assert (mask.name, mask.notes) == ("rtstruct.dcm", ())


def test_outlines_in_a_deflated_file():
    file = rtstruct({"Liver": LIVER})
    dataset = pydicom.dcmread(io.BytesIO(file.data))
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, dataset)
    deflated = buffer.getvalue()
    assert b"Liver" not in deflated
    mask = open_reference(MemoryFile(file.name, deflated), ct())
    # 6 rows of 10 columns on each of two slices.
    assert np.count_nonzero(mask.codes) == 120
    with raises(InputError, "damaged_contours", "rtstruct.dcm"):
        open_reference(MemoryFile(file.name, deflated[:-40]), ct())


def test_a_hole_may_be_a_contour_inside_or_a_keyhole():
    outer, inner = box((0, 7), (0, 11), 0.0), box((2, 3), (2, 4), 0.0)
    keyhole = [*outer, outer[0], *inner, inner[0], outer[0]]
    for contours in ([outer, inner], [keyhole]):
        liver = read({"liver": contours}).codes[0]
        assert np.count_nonzero(liver) == 96 - 6
        assert not liver[2:4, 2:5].any()


def test_contours_to_be_combined_by_xor_are_areas():
    file = rtstruct({"liver": [box((0, 7), (0, 11), 0.0), box((2, 3), (2, 4), 0.0)]})
    dataset = pydicom.dcmread(io.BytesIO(file.data))
    for one in dataset.ROIContourSequence[0].ContourSequence:
        one.ContourGeometricType = "CLOSEDPLANAR_XOR"
    mask = open_reference(MemoryFile(file.name, to_bytes(dataset)), ct())
    assert np.count_nonzero(mask.codes) == 96 - 6


def test_contours_between_slices_go_to_the_nearest():
    mask = read({"Liver": [box((1, 6), (1, 10), 7.0)]})
    assert np.flatnonzero(mask.codes.any(axis=(1, 2))).tolist() == [1]
    assert [note.code for note in mask.notes] == ["contours_moved", "no_lesions_outlined"]
    assert "2.0 mm" in mask.notes[0]


def test_of_several_planes_the_nearest_counts():
    rois = {"Liver": [box((1, 6), (1, 10), 4.0), box((1, 2), (1, 10), 7.0)]}
    assert np.count_nonzero(read(rois).codes[1]) == 60


def test_contours_beyond_the_ct_are_refused():
    with raises(InputError, "contours_between_slices", "rtstruct.dcm"):
        read({"Liver": [*LIVER, box((1, 6), (1, 10), 25.0)]})


def test_a_contour_that_is_not_in_one_slice_is_refused():
    steep = [(x, y, z) for (x, y, _), z in zip(LIVER[0], (0.0, 5.0, 10.0, 5.0), strict=True)]
    with raises(InputError, "contours_between_slices"):
        read({"Liver": [steep]})


def test_slices_of_the_liver_without_a_contour_are_counted():
    mask = read({"Liver": [box((1, 6), (1, 10), z) for z in (0.0, 15.0)]})
    assert [note.code for note in mask.notes] == ["slices_skipped", "no_lesions_outlined"]
    assert not mask.codes[1:3].any()


def test_what_is_not_drawn_is_named():
    rois = {"Liver": LIVER, "Kidney_L": [box((0, 1), (0, 1), 5.0)], "GTV": [[(0.0, 0.0, 5.0)]]}
    mask = read(rois)
    assert [note.code for note in mask.notes] == [
        "regions_unused",
        "contours_not_areas",
        "no_lesions_outlined",
    ]
    assert "Kidney_L" in mask.notes[0]
    with raises(InputError, "no_liver_region", "Kidney_L"):
        read({"Kidney_L": [box((0, 1), (0, 1), 5.0)]})


def test_lesions_alone_can_be_looked_at_but_not_scored():
    rois = {"GTV": [box((2, 3), (4, 6), 5.0)]}
    with raises(InputError, "no_liver"):
        read(rois)
    mask = read(rois, needs_liver=False)
    assert (mask.has_liver, np.count_nonzero(mask.codes == 3)) == (False, 6)


def test_another_frame_of_reference_is_refused():
    with raises(InputError, "other_frame_of_reference", "rtstruct.dcm"):
        open_reference(rtstruct({"Liver": LIVER}), ct(FrameOfReferenceUID="1.2.3.55"))
