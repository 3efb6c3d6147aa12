"""Reference masks: DICOM SEG and NIfTI, on the CT's grid or on one of their own."""

import nibabel
import numpy as np
import pytest

from core.dicom import MemoryFile, sentences
from core.dicom.reference_mask import ReferenceMask, open_reference
from core.errors import InputError
from core.labels import BENIGN_CODE, LIVER_CODE, MALIGNANT_CODE
from core.series import Series
from tests.core.dicom.drawn_mask import ORIGIN, SHAPE, codes, save_nifti, series_of
from tools.mock_dicom.mock_slice import PATIENT_ID, ct_slice, write
from tools.mock_dicom.seg_file import frame, save, segment


@pytest.fixture
def series():
    """5 slices 5 mm apart, 4 x 8 pixels of 0.5 mm, with the header of `ct_slice`."""
    return series_of(patient_id=PATIENT_ID, frame_of_reference_uid="1.2.3.3")


SEGMENTS = [segment(1, "Liver"), segment(2, "Mass 1"), segment(3, "Portal vein")]
FRAMES = [frame(2, 10.0), frame(1, 10.0), frame(1, 5.0), frame(3, 0.0)]


def planes() -> np.ndarray:
    marked = np.zeros((4, *SHAPE[1:]), np.uint8)
    marked[0] = codes()[2] == 3
    marked[1], marked[2], marked[3] = codes()[2] > 0, codes()[1] > 0, 1
    return marked


@pytest.fixture
def seg(tmp_path):
    return save(tmp_path / "seg.dcm", SEGMENTS, FRAMES, planes(), pixel_mm=(0.5, 0.5))


def test_a_seg_on_the_slices_of_the_ct(seg, series):
    mask = open_reference(seg, series)
    assert np.array_equal(mask.codes, codes())
    assert mask.name == "seg.dcm"
    assert mask.notes == (
        sentences.masks.segments_unused("seg.dcm", ["Portal vein"]),
        sentences.masks.lesion_kind_unknown("seg.dcm"),
    )
    assert [note.code for note in mask.notes] == ["segments_unused", "lesion_kind_unknown"]


def test_a_cyst_is_benign(tmp_path, series):
    segments = [SEGMENTS[0], segment(2, "Hepatic cyst"), SEGMENTS[2]]
    path = save(tmp_path / "seg.dcm", segments, FRAMES, planes())
    assert np.array_equal(open_reference(path, series).codes, np.where(codes() == 3, 2, codes()))


def test_an_upload_of_liver_and_lesions_in_two_files(tmp_path, series):
    lesions = save(tmp_path / "a.dcm", SEGMENTS[1:2], FRAMES[:1], planes()[:1])
    liver = save(tmp_path / "b.dcm", SEGMENTS[:1], FRAMES[1:3], planes()[1:3])
    # The liver comes last and still doesn't cover the lesion.
    uploads = [MemoryFile(path.name, path.read_bytes()) for path in (lesions, liver)]
    assert np.array_equal(open_reference(uploads, series).codes, codes())


def test_a_folder_with_a_licence_text_beside_the_seg(seg, series):
    (seg.parent / "LICENSE").write_text("CC BY 4.0")
    mask = open_reference(seg.parent, series)
    assert np.array_equal(mask.codes, codes())
    assert mask.notes[0] == sentences.masks.other_files_unused(["LICENSE"])


def test_a_seg_of_finer_pixels_takes_the_nearest(tmp_path):
    """The CT has half the rows and columns; its pixel centres lie between four of the SEG's."""
    coarse = series_of((5, 2, 4), (5.0, 1.0, 1.0))
    path = save(tmp_path / "seg.dcm", SEGMENTS, FRAMES, planes(), pixel_mm=(0.5, 0.5))
    mask = open_reference(path, coarse)
    # CT pixel (r, c) lies on SEG pixel (2r, 2c): both first pixels have their centre at ORIGIN.
    assert np.array_equal(mask.codes, codes()[:, ::2, ::2])
    assert sentences.masks.nearest_voxels_used("seg.dcm") in mask.notes


def test_a_seg_of_thinner_slices_is_not_drawn_thicker(tmp_path, series):
    """Planes every 2.5 mm; those at 2.5 and 7.5 mm lie between CT slices and meet none."""
    frames = [frame(1, z) for z in (2.5, 5.0, 7.5)]
    pixels = np.zeros((3, *SHAPE[1:]), np.uint8)
    pixels[0, 0, 0] = pixels[1, 1, 1] = pixels[2, 2, 2] = 1
    path = save(tmp_path / "seg.dcm", SEGMENTS[:1], frames, pixels, pixel_mm=(0.5, 0.5))
    assert np.argwhere(open_reference(path, series).codes).tolist() == [[1, 1, 1]]


def test_empty_planes_that_a_seg_leaves_out_are_filled_in(tmp_path, series):
    """Planes at 1, 6 and 16 mm: the one at 11 mm is empty. The CT's lie 1 mm lower."""
    frames = [frame(1, z) for z in (1.0, 6.0, 16.0)]
    pixels = np.ones((3, *SHAPE[1:]), np.uint8)
    path = save(tmp_path / "seg.dcm", SEGMENTS[:1], frames, pixels, pixel_mm=(0.5, 0.5))
    found = open_reference(path, series).codes
    assert found.all(axis=(1, 2)).tolist() == [True, True, False, True, False]
    assert found.any(axis=(1, 2)).tolist() == [True, True, False, True, False]


def test_nifti_codes_of_our_own(tmp_path, series):
    own = codes()
    own[2, 0, 1] = 2
    mask = open_reference(save_nifti(tmp_path / "mask.nii.gz", own), series)
    assert np.array_equal(mask.codes, own)
    assert mask.notes == ()


def test_nifti_codes_of_lits(tmp_path, series):
    lits = np.where(codes() == 3, np.uint8(2), codes())
    mask = open_reference(save_nifti(tmp_path / "segmentation-0.nii", lits), series)
    assert np.array_equal(mask.codes, codes())
    assert mask.notes[0].code == "lesion_kind_unknown"


def test_a_flipped_nifti_is_turned(tmp_path, series):
    path = save_nifti(tmp_path / "mask.nii", codes())
    image = nibabel.load(path)
    turned = image.as_reoriented([[0, -1], [1, -1], [2, -1]])
    nibabel.save(turned, tmp_path / "turned.nii")
    assert np.array_equal(open_reference(tmp_path / "turned.nii", series).codes, codes())


def test_a_nifti_of_other_slices_takes_the_nearest(tmp_path):
    """Slices of 2 mm from -1 mm on: CT slices at 0, 5 and 10 mm meet those at 1, 5 and 9 or 11."""
    fine = np.zeros((7, 4, 8), np.uint8)
    fine[3] = 1  # 5 mm
    fine[3, 1, 2] = 3
    path = save_nifti(tmp_path / "mask.nii", fine, (2.0, 0.5, 0.5), (*ORIGIN, -1.0))
    found = open_reference(path, series_of((3, 4, 8))).codes
    assert [int(plane.any()) for plane in found] == [0, 1, 0]
    assert np.array_equal(found[1], fine[3])


def test_slices_at_uneven_places_are_looked_up_where_they_lie(tmp_path):
    whole = np.zeros((9, 4, 8), np.uint8)
    whole[[2, 7]] = 1  # 5 and 17.5 mm
    path = save_nifti(tmp_path / "mask.nii", whole, (2.5, 0.5, 0.5))
    origins = np.array([[*ORIGIN, z] for z in (0.0, 5.0, 17.0)])
    uneven = series_of((3, 4, 8))
    uneven = Series(
        "", uneven.volume, (5.0, 0.5, 0.5), origins, uneven.row_direction, uneven.column_direction
    )
    assert [int(plane.any()) for plane in open_reference(path, uneven).codes] == [0, 1, 1]


def test_the_mask_is_read_only(seg, series):
    assert not open_reference(seg, series).codes.flags.writeable


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PatientID": "ID-0815"}, "other_patient"),
        ({"FrameOfReferenceUID": "9.9"}, "other_frame_of_reference"),
        ({"segments": [segment(n, "Spleen") for n in (1, 2, 3)]}, "no_liver_segment"),
        ({"segments": [segment(1, "Mass"), *SEGMENTS[1:]]}, "no_liver"),
        ({"pixels": np.zeros((4, 4, 8))}, "no_liver"),
        (
            {"frames": [frame(n, z + 300) for n, z in ((2, 10), (1, 10), (1, 5), (3, 0))]},
            "outside_the_ct",
        ),
        ({"frames": [frame(2, 10), frame(1, 10, 30), frame(1, 5), frame(3, 0)]}, "frames_uneven"),
        ({"orientation": [0, 1, 0, 0, 0, -1]}, "frames_uneven"),
        ({"pixel_mm": None, "pixels": np.ones((4, 2, 2))}, "frames_not_placed"),
    ],
)
def test_a_seg_that_does_not_belong(tmp_path, series, changes, code):
    given = {"segments": SEGMENTS, "frames": FRAMES, "pixels": planes(), "pixel_mm": (0.5, 0.5)}
    path = save(tmp_path / "seg.dcm", **{**given, **changes})
    with pytest.raises(InputError) as error:
        open_reference(path, series)
    assert error.value.code == code
    assert "seg.dcm" in str(error.value)
    # Patients are not named.
    assert PATIENT_ID not in str(error.value)
    assert "ID-0815" not in str(error.value)


def test_a_silent_header_is_no_other_patient(tmp_path, series):
    path = save(
        tmp_path / "seg.dcm", SEGMENTS, FRAMES, planes(), PatientID="", FrameOfReferenceUID=""
    )
    assert np.array_equal(open_reference(path, series).codes, codes())


@pytest.mark.parametrize(
    ("zyx", "origin", "sentence"),
    [
        (
            np.zeros(SHAPE, np.uint8),
            (*ORIGIN, 0.0),
            sentences.masks.no_liver("mask.nii", 1, has_lesions=False),
        ),
        (
            np.where(codes() == 1, 0, codes()),
            (*ORIGIN, 0.0),
            sentences.masks.no_liver("mask.nii", 1, has_lesions=True),
        ),
        (codes() * 7, (*ORIGIN, 0.0), sentences.masks.unknown_labels("mask.nii", ["7", "21"])),
        (codes() / 2, (*ORIGIN, 0.0), sentences.masks.not_whole_numbers("mask.nii")),
        (codes(), (90.0, -20.0, 0.0), sentences.masks.outside_the_ct("mask.nii", 1.0)),
    ],
)
def test_a_nifti_that_does_not_belong(tmp_path, series, zyx, origin, sentence):
    zyx = zyx.astype(np.float32 if zyx.dtype.kind == "f" else np.uint8)
    path = save_nifti(tmp_path / "mask.nii", zyx, origin=origin)
    with pytest.raises(InputError) as error:
        open_reference(path, series)
    assert str(error.value) == sentence
    assert error.value.code == sentence.code


def test_what_is_no_mask_at_all(tmp_path, series):
    ct = write(ct_slice(), tmp_path / "ct.dcm")
    text = tmp_path / "notes.txt"
    text.write_text("no pixels")
    empty = tmp_path / "empty"
    empty.mkdir()
    for path, sentence in (
        (ct, sentences.masks.not_a_mask("ct.dcm")),
        (text, sentences.masks.damaged_segmentation("notes.txt")),
        (tmp_path / "gone.nii", sentences.files.path_does_not_exist("gone.nii")),
        (empty, sentences.masks.no_mask_files()),
    ):
        with pytest.raises(InputError) as error:
            open_reference(path, series)
        assert str(error.value) == sentence
        assert error.value.code == sentence.code


def test_a_cut_seg_is_no_traceback(seg, series):
    whole = seg.read_bytes()
    for length in range(0, len(whole), 97):
        seg.write_bytes(whole[:length])
        with pytest.raises(InputError) as error:
            open_reference(seg, series)
        assert "seg.dcm" in str(error.value)
        assert error.value.code


def test_the_gravest_code_of_each_slice():
    codes = np.zeros((4, 2, 2), np.uint8)
    codes[1:, 0] = LIVER_CODE
    codes[2:, 0, 0] = BENIGN_CODE
    codes[3, 1, 1] = MALIGNANT_CODE
    assert ReferenceMask("a.nii", codes).slice_codes.tolist() == [0, 1, 2, 3]
