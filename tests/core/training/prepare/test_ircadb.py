"""3D-IRCADb-01: DICOM slices with one folder of mask slices a structure."""

import shutil
import zipfile

import numpy as np
import pytest

from core.errors import TrainingDataError
from core.training.data import load_slices
from core.training.prepare import PrepareSettings, SliceChoice, TumourKinds, prepare
from tests.core.training.prepare.tiny_patient import (
    CLEAR_SLICES,
    LESION,
    LIVER,
    LIVER_SLICES,
    SLICES,
    SMALL_LESION,
    on_grid,
    read,
    volume,
)
from tools.mock_dicom.mock_slice import ct_slice, write

ALL = PrepareSettings(choice=SliceChoice(every=1, liver_free=99))
TAKEN = sorted(LIVER_SLICES + CLEAR_SLICES)
GEOMETRY = {"PixelSpacing": [1.5, 1.5], "RescaleIntercept": 0}


def save_slices(zyx: np.ndarray, folder, **changes) -> None:
    """image_0, image_1, ... from the head down, so that names and places run against each other."""
    for z, pixels in enumerate(zyx):
        place = {"ImagePositionPatient": [0.0, 0.0, 5.0 * z]}
        dataset = ct_slice(5.0 * z, np.ascontiguousarray(pixels), **GEOMETRY, **place, **changes)
        write(dataset, folder / f"image_{SLICES - 1 - z}")


def mask(*boxes) -> np.ndarray:
    marked = np.zeros(volume().shape, np.uint8)
    for box in boxes:
        marked[box] = 255
    return marked


@pytest.fixture
def patient(tmp_path):
    """Patient 7 with a tumour, a cyst, a doubtful mask half outside the liver, and a bone."""
    folder = tmp_path / "in" / "3Dircadb1.7"
    save_slices(volume(), folder / "PATIENT_DICOM")
    for name, boxes in {
        "liver": [LIVER],
        "livertumor01": [LESION],
        "liverkyste": [SMALL_LESION],
        "tumor": [np.s_[7:9, 115:130, 60:70]],
        "bone": [np.s_[:, 150:160, 100:110]],
    }.items():
        save_slices(mask(*boxes), folder / "MASKS_DICOM" / name)
    return folder


def expected_label() -> np.ndarray:
    codes = np.zeros(volume().shape, np.uint8)
    codes[LIVER] = 1
    codes[7, 115:120, 60:70] = 255  # `tumor`, where it touches the liver
    codes[SMALL_LESION], codes[LESION] = 2, 3
    return on_grid(codes[TAKEN])


def test_masks_land_on_their_slices(patient, tmp_path):
    summary = prepare(patient.parent, tmp_path / "out.npz", ALL)
    arrays = read(tmp_path / "out.npz")
    assert np.array_equal(arrays["image"], on_grid(volume()[TAKEN]))
    assert np.array_equal(arrays["label"], expected_label())
    assert set(arrays["subject"].tolist()) == {7}
    # Slices 4 and 5 have the tumour, 6 the cyst, 7 the doubtful mask.
    classes = load_slices(tmp_path / "out.npz").slice_class
    assert dict(zip(TAKEN, classes.tolist(), strict=True)) == {
        **dict.fromkeys(TAKEN, 0),
        4: 2,
        5: 2,
        6: 1,
        7: -100,
    }
    said = "\n".join(summary.lines())
    assert "3Dircadb1.7: masks of other structures were not used: bone." in said
    assert "the masks tumor make the liver uncertain where they touch it" in said


def zip_up(folder) -> None:
    with zipfile.ZipFile(f"{folder}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
    shutil.rmtree(folder)


def test_zipped_as_distributed(patient, tmp_path):
    for name in ("PATIENT_DICOM", "MASKS_DICOM"):
        zip_up(patient / name)
    prepare(patient.parent, tmp_path / "out.npz", ALL)
    arrays = read(tmp_path / "out.npz")
    assert np.array_equal(arrays["image"], on_grid(volume()[TAKEN]))
    assert np.array_equal(arrays["label"], expected_label())


def test_unzipped_into_a_folder_of_its_own_and_patients_by_number(patient, tmp_path):
    for name in ("PATIENT_DICOM", "MASKS_DICOM"):
        inner = patient / "inner"
        (patient / name).rename(inner)
        (patient / name).mkdir()
        inner.rename(patient / name / name)
    shutil.copytree(patient, patient.with_name("3Dircadb1.10"))
    prepare(patient.parent, tmp_path / "out.npz", ALL)
    assert read(tmp_path / "out.npz")["patient"].tolist() == [7] * 10 + [10] * 10


def test_ct_that_calls_itself_something_else_is_read(patient, tmp_path):
    shutil.rmtree(patient / "PATIENT_DICOM")
    other = {"Modality": "OT", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}
    save_slices(volume(), patient / "PATIENT_DICOM", **other)
    prepare(patient.parent, tmp_path / "out.npz", ALL)
    assert np.array_equal(read(tmp_path / "out.npz")["image"], on_grid(volume()[TAKEN]))


def test_tumours_count_as_told_and_cysts_stay_benign(patient, tmp_path):
    settings = PrepareSettings(choice=ALL.choice, kinds=TumourKinds("uncertain"))
    prepare(patient.parent, tmp_path / "out.npz", settings)
    label = read(tmp_path / "out.npz")["label"]
    assert np.array_equal(label == 2, expected_label() == 2)
    assert np.array_equal(label == 255, np.isin(expected_label(), (3, 255)))


class TestBadInput:
    def refusal(self, patient) -> str:
        out = patient.parent.parent / "out.npz"
        with pytest.raises(TrainingDataError) as error:
            prepare(patient.parent, out, ALL)
        assert not out.exists()
        return str(error.value)

    def test_no_masks(self, patient):
        shutil.rmtree(patient / "MASKS_DICOM")
        assert self.refusal(patient) == (
            "3Dircadb1.7: has no MASKS_DICOM: add it or leave the patient out."
        )

    def test_no_liver(self, patient):
        shutil.rmtree(patient / "MASKS_DICOM" / "liver")
        assert "3Dircadb1.7: MASKS_DICOM lacks the folder liver" in self.refusal(patient)

    def test_a_mask_slice_is_missing(self, patient):
        (patient / "MASKS_DICOM" / "livertumor01" / "image_3").unlink()
        said = self.refusal(patient)
        assert "livertumor01/image_3: 1 of the mask's slices missing" in said

    def test_a_mask_slice_too_many(self, patient):
        (patient / "PATIENT_DICOM" / "image_11").unlink()
        assert "image_11: 1 of the mask's slices that the CT lacks" in self.refusal(patient)

    def test_another_size(self, patient):
        save_slices(mask()[:, :100], patient / "MASKS_DICOM" / "liver")
        assert "has 256 x 100 pixels and the CT 256 x 200" in self.refusal(patient)

    def test_a_mask_that_is_no_dicom(self, patient):
        (patient / "MASKS_DICOM" / "liver" / "image_0").write_text("hello")
        assert "liver/image_0: can't be read as a DICOM mask" in self.refusal(patient)

    def test_ct_that_is_no_dicom(self, patient):
        shutil.rmtree(patient / "PATIENT_DICOM")
        (patient / "PATIENT_DICOM").mkdir()
        (patient / "PATIENT_DICOM" / "image_0").write_text("hello")
        assert "PATIENT_DICOM: holds no DICOM images" in self.refusal(patient)

    def test_a_damaged_zip(self, patient):
        zip_up(patient / "MASKS_DICOM")
        packed = patient / "MASKS_DICOM.zip"
        packed.write_bytes(packed.read_bytes()[:2000])
        assert "MASKS_DICOM.zip: a damaged zip" in self.refusal(patient)
