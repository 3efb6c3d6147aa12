"""LiTS and Decathlon folders that can't be used: one sentence that names the file."""

import json

import numpy as np
import pytest

from core.errors import TrainingDataError
from core.training.prepare import prepare
from tests.coded import raises
from tests.core.training.prepare.tiny_patient import (
    lits_codes,
    read,
    save_lits,
    save_nifti,
    volume,
)


@pytest.fixture
def folder(tmp_path):
    return save_lits(tmp_path / "in", 4)


def refusal(folder, **options) -> str:
    out = folder.parent / "out.npz"
    with pytest.raises(TrainingDataError) as error:
        prepare(folder, out, **options)
    assert not out.exists()
    return str(error.value)


def test_a_segmentation_of_another_shape(folder):
    save_nifti(lits_codes()[:-1], folder / "segmentation-4.nii.gz")
    said = refusal(folder)
    assert "segmentation-4.nii.gz has 256 x 200 x 11 voxels and volume-4.nii.gz" in said
    assert "256 x 200 x 12: check that they belong together." in said


def test_a_segmentation_that_lies_elsewhere(folder):
    affine = np.diag([-1.5, -1.5, 5.0, 1.0])
    affine[2, 3] = 5.0  # one slice higher
    save_nifti(lits_codes(), folder / "segmentation-4.nii.gz", affine=affine)
    said = refusal(folder)
    assert "segmentation-4.nii.gz lies elsewhere than volume-4.nii.gz, by up to 5.0 mm" in said


def test_a_shift_of_less_than_half_a_pixel_is_rounding(folder):
    affine = np.diag([-1.5, -1.5, 5.0, 1.0])
    affine[0, 3] = 0.5
    save_nifti(lits_codes(), folder / "segmentation-4.nii.gz", affine=affine)
    assert prepare(folder, folder.parent / "out.npz").scans == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda codes: codes * 3, "mask_labels_unknown"),
        (lambda codes: codes * 0, "mask_without_liver"),
        (lambda codes: codes * np.float32(0.5), "not_whole_numbers"),
        (lambda codes: np.where(codes == 1, np.nan, 0.0), "not_whole_numbers"),
        (lambda codes: codes.astype(np.int16) - 1, "not_whole_numbers"),
    ],
)
def test_labels_outside_the_set(folder, change, code):
    save_nifti(change(lits_codes()), folder / "segmentation-4.nii.gz")
    with raises(TrainingDataError, code, "segmentation-4.nii.gz"):
        prepare(folder, folder.parent / "out.npz")


def test_volume_and_segmentation_taken_for_each_other(folder):
    save_nifti(lits_codes(), folder / "volume-4.nii.gz")
    assert "volume-4.nii.gz: NIfTI of labels (a segmentation), not CT." in refusal(folder)


@pytest.mark.parametrize(
    ("gone", "left", "what"),
    [("volume", "segmentation", "CT volume"), ("segmentation", "volume", "segmentation")],
)
def test_a_missing_partner(folder, gone, left, what):
    (folder / f"{gone}-4.nii.gz").unlink()
    assert refusal(folder) == (
        f"{left}-4.nii.gz: has no {what}: add the missing file or leave this one out."
    )


def test_a_missing_partner_is_found_before_anything_is_read(folder):
    save_lits(folder, 9)
    (folder / "segmentation-9.nii.gz").unlink()
    (folder / "volume-4.nii.gz").write_bytes(b"cut")
    assert refusal(folder).startswith("volume-9.nii.gz: has no segmentation")


@pytest.mark.parametrize("name", ["volume-4.nii.gz", "segmentation-4.nii.gz"])
def test_a_cut_file(folder, name):
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    assert f"{name}: damaged or truncated NIfTI file." in refusal(folder)


def test_bad_scans_may_be_skipped(folder):
    save_lits(folder, 5)
    save_lits(folder, 6)
    (folder / "segmentation-4.nii.gz").write_bytes(b"cut")
    (folder / "volume-6.nii.gz").unlink()
    summary = prepare(folder, folder.parent / "out.npz", skip_bad=True)
    assert set(read(folder.parent / "out.npz")["patient"].tolist()) == {5}
    assert len(summary.left_out) == 2
    assert "segmentation-4.nii.gz: damaged" in summary.left_out[0]
    assert "segmentation-6.nii.gz: has no CT volume" in summary.left_out[1]
    said = summary.lines()
    assert "Left out: 2 scans" in said
    assert f"  {summary.left_out[0]}" in said


def test_when_all_are_bad_nothing_is_written(folder):
    (folder / "volume-4.nii.gz").write_bytes(b"cut")
    said = refusal(folder, skip_bad=True)
    damaged = "volume-4.nii.gz: damaged or truncated NIfTI file."
    assert f"in: no scan of it can be used: {damaged}" in said


def test_one_number_twice(folder):
    save_lits(folder / "batch 2", 4)
    assert refusal(folder) == (
        "segmentation-4.nii.gz: lies in in and again in batch 2: keep one of them."
    )


def test_a_decathlon_task_of_another_organ(tmp_path):
    task = tmp_path / "in"
    save_nifti(volume(), task / "imagesTr" / "pancreas_1.nii.gz")
    save_nifti(lits_codes(), task / "labelsTr" / "pancreas_1.nii.gz")
    (task / "dataset.json").write_text(json.dumps({"labels": {"1": "pancreas", "2": "cancer"}}))
    assert (
        refusal(task) == "dataset.json: says that label 1 is 'pancreas', not liver: check the task."
    )
    # nnU-Net writes it the other way round.
    (task / "dataset.json").write_text(json.dumps({"labels": {"pancreas": 1, "cancer": 2}}))
    assert "label 1 is 'pancreas'" in refusal(task)
    (task / "dataset.json").write_text("[1]")
    assert "dataset.json: can't be read as JSON" in refusal(task)


def test_decathlon_folders_without_nifti(tmp_path):
    (tmp_path / "in" / "imagesTr").mkdir(parents=True)
    assert "imagesTr and labelsTr hold no NIfTI: unpack them." in refusal(tmp_path / "in")


def test_a_patient_too_small_for_any_slice(folder):
    small = np.zeros_like(lits_codes())
    small[5, 100:102, 100:102] = 1  # 9 mm2
    small[:, 0, 0] = 1  # a speck on every other slice: none is clear of liver
    save_nifti(small, folder / "segmentation-4.nii.gz")
    assert "volume-4: holds no slice that can be used: lower --min-liver-mm2" in refusal(folder)
