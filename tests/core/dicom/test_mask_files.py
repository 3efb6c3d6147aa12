"""Several files of one reference, told apart by their names, packed or in other formats."""

import gzip
import shutil

import numpy as np
import pytest
import SimpleITK as sitk

from core.dicom import MemoryFile, sentences
from core.dicom.reference_mask import open_reference
from core.errors import InputError
from tests.coded import raises
from tests.core.dicom.drawn_mask import ORIGIN, SHAPE, codes, save_nifti, series_of
from tools.mock_dicom.mock_slice import PATIENT_ID
from tools.mock_dicom.seg_file import frame, save, segment


@pytest.fixture
def series():
    """5 slices 5 mm apart, 4 x 8 pixels of 0.5 mm, with the header of `ct_slice`."""
    return series_of(patient_id=PATIENT_ID, frame_of_reference_uid="1.2.3.3")


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


def test_a_packed_seg(tmp_path, series):
    frames = [frame(1, 5.0), frame(1, 10.0)]
    seg = save(tmp_path / "seg.dcm", [segment(1, "Liver")], frames, one(1)[1:3])
    packed = tmp_path / "seg.dcm.gz"
    packed.write_bytes(gzip.compress(seg.read_bytes()))
    assert np.array_equal(open_reference(packed, series).codes, one(1))


@pytest.mark.parametrize("head", [b"\0\5\x16\7\0\2\0\0Mac OS X        ", b""])
@pytest.mark.parametrize("name", ["._liver.nii", "._mask.nii.gz", "._seg.dcm", "__MACOSX/._liver"])
def test_what_macos_leaves_beside_a_mask(tmp_path, series, name, head):
    folder = save_all(tmp_path / "mask", {"liver.nii": one(1)})
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(head + bytes(150))
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
