"""Reference masks: DICOM SEG and NIfTI, on the CT's grid or on one of their own."""

import gzip
import shutil

import nibabel
import numpy as np
import pytest
import SimpleITK as sitk

from core.dicom import MemoryFile, sentences
from core.dicom.reference_mask import open_reference
from core.errors import InputError
from core.series import Series, SeriesTags
from tests.coded import raises
from tools.mock_dicom.mock_slice import PATIENT_ID, ct_slice, write
from tools.mock_dicom.seg_file import frame, save, segment

SHAPE = (5, 4, 8)
ORIGIN = (-10.0, -20.0)


def series_of(shape=SHAPE, spacing=(5.0, 0.5, 0.5), **tags) -> Series:
    """Axial LPS slices, the first at (-10, -20, 0)."""
    return Series(
        uid="",
        volume=np.zeros(shape, np.int16),
        spacing_mm=spacing,
        slice_origins_mm=np.array([[*ORIGIN, spacing[0] * z] for z in range(shape[0])]),
        row_direction=(1.0, 0.0, 0.0),
        column_direction=(0.0, 1.0, 0.0),
        tags=SeriesTags(**tags),
    )


@pytest.fixture
def series():
    """5 slices 5 mm apart, 4 x 8 pixels of 0.5 mm, with the header of `ct_slice`."""
    return series_of(patient_id=PATIENT_ID, frame_of_reference_uid="1.2.3.3")


def codes() -> np.ndarray:
    """Liver on slices 1 and 2, a lesion of two voxels in it."""
    marked = np.zeros(SHAPE, np.uint8)
    marked[1, 2, 0:2] = marked[2, 0:3, 1:6] = 1
    marked[2, 1, 2:4] = 3
    return marked


def save_nifti(path, zyx, spacing=(5.0, 0.5, 0.5), origin=(*ORIGIN, 0.0)):
    """An LPS volume whose first voxel lies at `origin`."""
    z, y, x = spacing
    affine = np.diag([-x, -y, z, 1.0])
    affine[:3, 3] = -origin[0], -origin[1], origin[2]
    nibabel.save(nibabel.Nifti1Image(zyx.transpose(2, 1, 0), affine), path)
    return path


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


def one(kind: int) -> np.ndarray:
    """0 and 1: the liver with its lesion (1), or the lesion alone (3)."""
    return (codes() >= kind).astype(np.uint8)


def save_all(folder, files):
    folder.mkdir(exist_ok=True)
    for name, zyx in files.items():
        save_nifti(folder / name, zyx)
    return folder


def box(*place) -> np.ndarray:
    marked = np.zeros(SHAPE, np.uint8)
    marked[place] = 1
    return marked


def test_one_file_for_each_organ(tmp_path, series):
    """As TotalSegmentator writes them: what isn't the liver is named, not drawn."""
    organs = {
        "kidney_right.nii.gz": box(3, slice(0, 2)),
        "liver.nii.gz": one(1),
        "portal_vein_and_splenic_vein.nii.gz": box(3, 2),
        "spleen.nii.gz": box(4),
    }
    mask = open_reference(save_all(tmp_path / "segmentations", organs), series)
    assert np.array_equal(mask.codes, one(1))
    assert [note.code for note in mask.notes] == ["files_unused", "no_lesions_outlined"]
    assert "kidney_right.nii.gz, portal_vein_and_splenic_vein.nii.gz, spleen" in mask.notes[0]


@pytest.mark.parametrize("lesion", ["liver_tumor.nii.gz", "lesions.nii", "HCC.nii.gz"])
@pytest.mark.parametrize("liver", ["liver.nii.gz", "zz_Liver_segmentation.nii.gz"])
def test_a_file_of_the_liver_and_one_of_its_lesions(tmp_path, series, liver, lesion):
    folder = save_all(tmp_path / "both", {liver: one(1), lesion: one(3)})
    mask = open_reference(folder, series)
    assert np.array_equal(mask.codes, codes())
    assert [note.code for note in mask.notes] == ["lesion_kind_unknown"]


def test_a_file_of_cysts_is_benign(tmp_path, series):
    folder = save_all(tmp_path / "both", {"liver.nii": one(1), "liver_cysts.nii": one(3)})
    assert np.array_equal(open_reference(folder, series).codes, np.where(codes() == 3, 2, codes()))


def test_the_lesions_of_another_organ_are_none(tmp_path, series):
    folder = save_all(
        tmp_path / "all",
        {"liver.nii": one(1), "kidney_cyst_left.nii": box(0), "colon_cancer.nii": box(4)},
    )
    mask = open_reference(folder, series)
    assert np.array_equal(mask.codes, one(1))
    assert mask.notes[0] == sentences.masks.files_unused(
        ["colon_cancer.nii", "kidney_cyst_left.nii"]
    )


def test_lesions_that_are_numbered(tmp_path, series):
    numbered = one(3)
    numbered[2, 1, 3], numbered[4, 0, 0] = 2, 9
    folder = save_all(tmp_path / "all", {"liver.nii": one(1), "liver_lesions.nii": numbered})
    found = open_reference(folder, series).codes
    assert np.argwhere(found > 1).tolist() == [[2, 1, 2], [2, 1, 3], [4, 0, 0]]
    assert (found == 1).sum() == one(1).sum() - 2


def test_a_map_of_both_beside_the_liver(tmp_path, series):
    """ "liver_tumor" may also hold the liver as 1 and its tumours as 2."""
    lits = np.where(codes() == 3, np.uint8(2), codes())
    folder = save_all(tmp_path / "all", {"liver.nii": one(1), "liver_tumor.nii": lits})
    assert np.array_equal(open_reference(folder, series).codes, codes())


def test_a_single_file_named_after_both_is_a_map_of_labels(tmp_path, series):
    lits = np.where(codes() == 3, np.uint8(2), codes())
    mask = open_reference(save_nifti(tmp_path / "liver_tumor.nii", lits), series)
    assert np.array_equal(mask.codes, codes())


def test_a_single_file_of_the_lesions_lacks_the_liver(tmp_path, series):
    path = save_nifti(tmp_path / "liver_tumor.nii", one(3))
    with raises(InputError, "no_liver", "liver_tumor.nii"):
        open_reference(path, series)


@pytest.mark.parametrize("name", ["spleen.nii", "kidney_tumor.nii", "liver_vessels.nii"])
def test_a_single_file_of_something_else(tmp_path, series, name):
    with raises(InputError, "no_liver_by_name", name):
        open_reference(save_nifti(tmp_path / name, one(1)), series)


def test_files_of_everything_but_the_liver(tmp_path, series):
    folder = save_all(tmp_path / "all", {"spleen.nii": one(1), "colon.nii": box(4)})
    with raises(InputError, "no_liver_by_name", "spleen.nii", "colon.nii"):
        open_reference(folder, series)


def test_a_file_whose_name_says_nothing_beside_the_liver(tmp_path, series):
    folder = save_all(tmp_path / "all", {"liver.nii": one(1), "structure_7.nii": box(4)})
    mask = open_reference(folder, series)
    assert np.array_equal(mask.codes, one(1))
    assert mask.notes[0] == sentences.masks.files_unused(["structure_7.nii"])


def test_the_region_of_a_scan_is_no_organ(tmp_path, series):
    path = save_nifti(tmp_path / "chest_abdomen_pelvis.nii", one(1))
    assert np.array_equal(open_reference(path, series).codes, one(1))


def test_a_mask_of_255(tmp_path, series):
    path = save_nifti(tmp_path / "liver.nii", one(1) * np.uint8(255))
    assert np.array_equal(open_reference(path, series).codes, one(1))


def test_a_folder_for_each_organ(tmp_path, series):
    for organ, zyx in (("liver", one(1)), ("spleen", box(4))):
        save_all(tmp_path / organ, {"mask.nii": zyx})
    mask = open_reference(tmp_path, series)
    assert np.array_equal(mask.codes, one(1))
    assert mask.notes[0] == sentences.masks.files_unused(["mask.nii"])


def test_uploads_are_told_apart_as_files_are(tmp_path, series):
    folder = save_all(tmp_path / "all", {"liver.nii": one(1), "spleen.nii": box(4)})
    uploads = [MemoryFile(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
    assert np.array_equal(open_reference(uploads, series).codes, one(1))


def test_an_archive_of_masks(tmp_path, series):
    folder = save_all(tmp_path / "segmentations", {"liver.nii": one(1), "spleen.nii": box(4)})
    for kind in ("zip", "gztar", "tar"):
        packed = shutil.make_archive(str(tmp_path / "masks"), kind, folder)
        assert np.array_equal(open_reference(packed, series).codes, one(1))


def test_a_packed_seg(seg, series):
    packed = seg.with_name("seg.dcm.gz")
    packed.write_bytes(gzip.compress(seg.read_bytes()))
    assert np.array_equal(open_reference(packed, series).codes, codes())


@pytest.mark.parametrize("name", ["._liver.nii", "._mask.nii.gz", "._seg.dcm", "__MACOSX/._liver"])
def test_what_macos_leaves_beside_a_mask(tmp_path, series, name):
    folder = save_all(tmp_path / "mask", {"liver.nii": one(1)})
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(150))
    mask = open_reference(folder, series)
    assert np.array_equal(mask.codes, one(1))
    assert mask.notes[0].code == "macos_side_file"
    assert path.name in mask.notes[0]
    with raises(InputError, "macos_side_file", path.name):
        open_reference(path, series)


def test_archives_that_are_not_opened_are_named(tmp_path, series):
    path = tmp_path / "masks.7z"
    path.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(50))
    with raises(InputError, "not_unpacked_here", "masks.7z"):
        open_reference(path, series)


@pytest.mark.parametrize("suffix", ["nrrd", "mha", "nhdr", "mhd"])
def test_a_mask_of_itk(tmp_path, series, suffix):
    """Written by ITK, on the CT's grid; in two files for nhdr and mhd."""
    image = sitk.GetImageFromArray(codes())
    image.SetSpacing((0.5, 0.5, 5.0))
    image.SetOrigin((*ORIGIN, 0.0))
    folder = tmp_path / "mask"
    folder.mkdir()
    sitk.WriteImage(image, str(folder / f"mask.{suffix}"), useCompression=suffix in ("nrrd", "mha"))
    assert np.array_equal(open_reference(folder / f"mask.{suffix}", series).codes, codes())
    whole = open_reference(folder, series)
    assert np.array_equal(whole.codes, codes())
    assert whole.notes == ()


def test_the_names_in_a_segmentation_of_slicer(tmp_path, series):
    values = np.select([codes() == 3, codes() == 1], [4, 2], 0).astype(np.uint8)
    values[4] = 7
    image = sitk.GetImageFromArray(values)
    image.SetSpacing((0.5, 0.5, 5.0))
    image.SetOrigin((*ORIGIN, 0.0))
    for number, (name, label) in enumerate((("Liver", 2), ("Tumor", 4), ("Spleen", 7))):
        image.SetMetaData(f"Segment{number}_Name", name)
        image.SetMetaData(f"Segment{number}_LabelValue", str(label))
    path = tmp_path / "Segmentation.seg.nrrd"
    sitk.WriteImage(image, str(path))
    mask = open_reference(path, series)
    assert np.array_equal(mask.codes, codes())
    assert mask.notes[0] == sentences.masks.segments_unused(path.name, ["Spleen"])
