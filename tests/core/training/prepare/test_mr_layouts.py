"""CHAOS, ATLAS and LLD-MMRI: what lies where in the files lies there in the training file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import TrainingDataError
from core.training.data import load_slices
from core.training.modality import modality_of
from core.training.prepare import PrepareSettings, SliceChoice, prepare
from tests.core.training.prepare.tiny_patient import (
    BODY,
    COLUMNS,
    LIVER,
    LIVER_SLICES,
    ROWS,
    SLICES,
    lits_codes,
    on_grid,
    read,
    save_nifti,
)
from tools.mock_dicom.mock_slice import write
from tools.mock_dicom.mr_slices import mr_slice

ALL = PrepareSettings(choice=SliceChoice(every=1, liver_free=99))
#: Signal of the tiny patient: its 1st and 99th percentile in the body are 200 and 1220.
DARK, LIVER_SIGNAL, BRIGHT = 200, 608, 1220


def signal() -> np.ndarray:
    """(z, y, x): a body of which 2 % are dark and 2 % bright; the liver is 408 above the dark."""
    volume = np.zeros((SLICES, ROWS, COLUMNS), np.int16)
    volume[BODY] = 500
    # More grey levels than a segmentation has.
    volume[:, 140:150, 30:220] = np.arange(190) + 400
    volume[:, 30:36, 28:228], volume[:, 160:166, 28:228] = DARK, BRIGHT
    volume[LIVER] = LIVER_SIGNAL
    return volume


def liver_on_grid(arrays: dict[str, np.ndarray]) -> set[int]:
    return set(arrays["image"][arrays["label"] == 1].tolist())


def save_chaos(root: Path, patient: str = "1") -> Path:
    """T1DUAL and T2SPIR of one patient, with the liver as grey 63 and the spleen as 252."""
    volume, codes = signal(), lits_codes()
    for sequence, folders in {
        "T1DUAL": ("DICOM_anon/InPhase", "DICOM_anon/OutPhase"),
        "T2SPIR": ("DICOM_anon",),
    }.items():
        base = root / "Train_Sets" / "MR" / patient / sequence
        for z in range(SLICES):
            for number, below in enumerate(folders):
                one = mr_slice(
                    z,
                    SeriesInstanceUID=f"1.2.3.{len(sequence)}.{number + 1}",
                    SOPInstanceUID=f"1.2.{number + 1}.{z + 1}",
                    PixelSpacing=[1.5, 1.5],
                    ImagePositionPatient=[0.0, 0.0, 5.0 * z],
                    Rows=ROWS,
                    Columns=COLUMNS,
                    PixelData=volume[z].astype("<u2").tobytes(),
                )
                write(one, base / below / f"IMG-0004-{z + 1:05d}.dcm")
            grey = np.zeros((ROWS, COLUMNS), np.uint8)
            grey[codes[z] > 0] = 63
            grey[60:80, 190:200] = 252
            (base / "Ground").mkdir(exist_ok=True)
            Image.fromarray(grey).save(base / "Ground" / f"IMG-0004-{z + 1:05d}.png")
    return root


def test_chaos_gives_one_scan_for_each_echo_and_sequence_of_a_patient(tmp_path):
    summary = prepare(save_chaos(tmp_path / "in"), tmp_path / "out.npz", ALL)
    assert (summary.layout, summary.scans, len(summary.subjects)) == ("chaos", 3, 1)
    arrays = read(tmp_path / "out.npz")
    of_one = arrays["patient"] == 1
    has_liver = (arrays["label"][of_one] == 1).any(axis=(1, 2))
    assert arrays["slice"][of_one][has_liver].tolist() == LIVER_SLICES
    expected = on_grid((lits_codes() > 0).astype(np.uint8))[LIVER_SLICES]
    assert np.array_equal(arrays["label"][of_one][has_liver], expected)
    # (608 - 200) / (1220 - 200) x 255
    assert liver_on_grid(arrays) == {102}
    assert set(arrays["modality"].tolist()) == {"MR"} and "phase" not in arrays
    assert modality_of(load_slices(tmp_path / "out.npz")) == "MR"


def test_a_label_that_lacks_its_image_stops_chaos(tmp_path):
    root = save_chaos(tmp_path / "in")
    next((root / "Train_Sets/MR/1/T2SPIR/Ground").iterdir()).unlink()
    with pytest.raises(TrainingDataError) as error:
        prepare(root, tmp_path / "out.npz", ALL)
    assert error.value.code == "other_number_of_labels"


def test_atlas_pairs_images_with_labels_by_their_numbers(tmp_path):
    root = tmp_path / "atlas"
    for number in (0, 17):
        save_nifti(signal(), root / "imagesTr" / f"im{number}.nii.gz")
        save_nifti(lits_codes(), root / "labelsTr" / f"lb{number}.nii.gz")
    summary = prepare(root, tmp_path / "out.npz", ALL)
    assert (summary.layout, summary.scans) == ("atlas", 2)
    arrays = read(tmp_path / "out.npz")
    assert set(arrays["modality"].tolist()) == {"MR"}
    assert set(arrays["subject"].tolist()) == {0, 17}
    # The tumour of unknown kind is malignant-looking unless told otherwise.
    assert (arrays["label"] == 3).any() and liver_on_grid(arrays) == {102}


def test_lld_mmri_teaches_the_class_of_the_lesion_alone(tmp_path):
    root = tmp_path / "lld" / "classification_dataset"
    for patient in ("MR-1", "MR-2"):
        for sequence in ("C+A", "T2WI"):
            save_nifti(signal(), root / "images" / patient / f"{sequence}.nii.gz")
    (root / "labels").mkdir()
    (root / "labels" / "labels.txt").write_text("MR-1 6\nMR-2 4\n")
    summary = prepare(tmp_path / "lld", tmp_path / "out.npz", ALL)
    assert (summary.layout, summary.scans, len(summary.subjects)) == ("lld_mmri", 4, 2)
    arrays = read(tmp_path / "out.npz")
    # Twelve slices, a quarter left out at each end; hepatocellular carcinoma, then a cyst.
    assert sorted(set(arrays["slice"].tolist())) == [3, 4, 5, 6, 7, 8]
    assert arrays["slice_class"].tolist() == ["malignant"] * 12 + ["benign"] * 12
    assert (arrays["label"] == 255).all()
    (root / "labels" / "labels.txt").write_text("MR-1 7\n")
    with pytest.raises(TrainingDataError) as error:
        prepare(tmp_path / "lld", tmp_path / "again.npz", ALL)
    assert error.value.code == "label_line_unreadable"


def test_a_table_may_name_mr(tmp_path):
    save_nifti(signal(), tmp_path / "a.nii.gz")
    save_nifti(lits_codes(), tmp_path / "m.nii.gz")
    rows = "path,subject,class,mask,modality\na.nii.gz,s,malignant,m.nii.gz,{}\n"
    for word, code in (("MR", ""), ("", "row_unusable"), ("PT", "row_modality_unknown")):
        (tmp_path / "t.csv").write_text(rows.format(word))
        if not code:
            prepare(tmp_path / "t.csv", tmp_path / "out.npz", ALL)
            assert liver_on_grid(read(tmp_path / "out.npz")) == {102}
            continue
        with pytest.raises(TrainingDataError) as error:
            prepare(tmp_path / "t.csv", tmp_path / "again.npz", ALL)
        assert error.value.code == code
