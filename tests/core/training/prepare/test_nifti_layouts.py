"""LiTS and the Decathlon: what lies where in the files lies there in the training file."""

import json

import numpy as np
import pytest

from core.training.data import load_slices
from core.training.prepare import PrepareSettings, SliceChoice, TumourKinds, prepare
from tests.core.training.prepare import tiny_patient
from tests.core.training.prepare.tiny_patient import (
    CLEAR_SLICES,
    LIVER_SLICES,
    lits_codes,
    on_grid,
    read,
    save_lits,
    save_nifti,
    volume,
)

ALL = PrepareSettings(choice=SliceChoice(every=1, liver_free=99))
#: The slices that those settings take: all but those near the ends of the liver.
TAKEN = sorted(LIVER_SLICES + CLEAR_SLICES)


def expected_label() -> np.ndarray:
    """The tumour of a LiTS mask is malignant-looking unless told otherwise."""
    codes = lits_codes()
    codes[codes == 2] = 3
    return on_grid(codes[TAKEN])


@pytest.mark.parametrize("codes", ["LPS", "RAS", "LAS", "RPI", "PIR", "SAL"])
def test_every_voxel_lands_where_it_should_whatever_the_axes(tmp_path, codes):
    summary = prepare(save_lits(tmp_path / "in", 7, codes=codes), tmp_path / "out.npz", ALL)
    arrays = read(tmp_path / "out.npz")
    assert np.array_equal(arrays["image"], on_grid(volume()[TAKEN]))
    assert np.array_equal(arrays["label"], expected_label())
    assert arrays["image"].dtype == arrays["label"].dtype == np.uint8
    assert arrays["slice"].tolist() == TAKEN
    assert set(arrays["patient"].tolist()) == set(arrays["subject"].tolist()) == {7}
    assert set(arrays["quality"].tolist()) == {"ok"}
    assert set(arrays["slice_class"].tolist()) == {""}
    # Slices 4, 5 and 6 hold a lesion, five hold no liver.
    assert summary.classes == {"normal": 7, "benign": 0, "malignant": 3, "uncertain": 0}
    assert (summary.without_liver, summary.class_only) == (5, 0)


def test_volume_and_segmentation_may_be_stored_in_different_orders(tmp_path):
    save_lits(tmp_path / "in")
    save_nifti(lits_codes(), tmp_path / "in" / "segmentation-0.nii.gz", "PIR")
    prepare(tmp_path / "in", tmp_path / "out.npz", ALL)
    assert np.array_equal(read(tmp_path / "out.npz")["label"], expected_label())


def test_fine_pixels_are_averaged_to_the_grids(tmp_path):
    # 0.75 mm pixels, two on a side for each of the grid's.
    affine = np.diag([-0.75, -0.75, 5.0, 1.0])
    fine = volume().repeat(2, axis=1).repeat(2, axis=2)
    fine[:, ::2] += 4  # averages to 2 more
    save_nifti(fine, tmp_path / "in" / "volume-0.nii", affine=affine)
    codes = lits_codes().repeat(2, axis=1).repeat(2, axis=2)
    save_nifti(codes, tmp_path / "in" / "segmentation-0.nii", affine=affine)
    prepare(tmp_path / "in", tmp_path / "out.npz", ALL)
    arrays = read(tmp_path / "out.npz")
    assert np.array_equal(arrays["image"], on_grid(volume()[TAKEN] + 2))
    assert np.array_equal(arrays["label"], expected_label())


def test_batches_in_several_folders_and_a_macs_shadow_files(tmp_path):
    save_lits(tmp_path / "in" / "Training Batch 1", 3)
    save_lits(tmp_path / "in" / "Training Batch 2", 11, lesions=False)
    (tmp_path / "in" / "Training Batch 1" / "._volume-3.nii.gz").write_bytes(b"\0\5\x16\7")
    summary = prepare(tmp_path / "in", tmp_path / "out.npz", ALL)
    assert (summary.layout, summary.scans, summary.slices) == ("lits", 2, 20)
    slices = load_slices(tmp_path / "out.npz")
    assert slices.subject.tolist() == [3] * 10 + [11] * 10
    by_subject = {s: set(slices.slice_class[slices.subject == s].tolist()) for s in (3, 11)}
    assert by_subject == {3: {0, 2}, 11: {0}}


@pytest.mark.parametrize("facts", [None, {"0": "background", "1": "liver", "2": "cancer"}])
@pytest.mark.parametrize("channel", ["", "_0000"])
def test_decathlon(tmp_path, facts, channel):
    task = tmp_path / "in" / "Task03_Liver"
    for number in (2, 10):
        save_nifti(volume(), task / "imagesTr" / f"liver_{number}{channel}.nii.gz")
        save_nifti(lits_codes(), task / "labelsTr" / f"liver_{number}.nii.gz")
    (task / "imagesTs").mkdir()
    if facts:
        (task / "dataset.json").write_text(json.dumps({"labels": facts}))
    summary = prepare(tmp_path / "in", tmp_path / "out.npz", ALL)
    arrays = read(tmp_path / "out.npz")
    assert summary.layout == "decathlon"
    assert arrays["patient"].tolist() == [2] * 10 + [10] * 10
    assert np.array_equal(arrays["label"][:10], expected_label())
    assert np.array_equal(arrays["image"][10:], on_grid(volume()[TAKEN]))


@pytest.mark.parametrize(
    ("kind", "code", "word"), [("benign", 2, "benign"), ("uncertain", 255, "uncertain")]
)
def test_what_a_tumour_counts_as(tmp_path, kind, code, word):
    settings = PrepareSettings(choice=ALL.choice, kinds=TumourKinds(kind))
    summary = prepare(save_lits(tmp_path / "in"), tmp_path / "out.npz", settings)
    label = read(tmp_path / "out.npz")["label"]
    assert np.array_equal(label == code, expected_label() == 3)
    assert summary.classes[word] == 3


class TestMirrored:
    """Headers that swap the sides, as those of LiTS 28 to 47 do."""

    @pytest.fixture
    def folder(self, tmp_path):
        """The voxels run as LAS; the header, without any turn or size, says RAS."""
        for name, zyx in (("volume", volume()), ("segmentation", lits_codes())):
            save_nifti(zyx[:, ::-1], tmp_path / "in" / f"{name}-28.nii.gz", affine=np.eye(4))
        return tmp_path / "in"

    def test_the_liver_comes_back_to_the_right(self, folder, tmp_path):
        summary = prepare(folder, tmp_path / "out.npz", ALL)
        label = read(tmp_path / "out.npz")["label"]
        # 1 mm instead of 1.5 mm shrinks everything: only sides are looked at.
        columns = np.flatnonzero(np.isin(label, (1, 3)).any(axis=(0, 1)))
        assert columns.max() < 128
        said = "\n".join(summary.lines())
        assert "volume-28: the liver lay on the patient's left and was mirrored back" in said
        assert "volume-28: its header gives no pixel size" in said

    def test_unless_it_is_to_stay(self, folder, tmp_path):
        settings = PrepareSettings(choice=ALL.choice, keep_sides=True)
        summary = prepare(folder, tmp_path / "out.npz", settings)
        label = read(tmp_path / "out.npz")["label"]
        assert np.flatnonzero(np.isin(label, (1, 3)).any(axis=(0, 1))).min() > 128
        assert "lies on the patient's left and was kept there" in "\n".join(summary.lines())


def test_a_segmentation_with_a_wrong_header_may_be_believed_in_shape(tmp_path):
    save_lits(tmp_path / "in", codes="RAS")
    raw = lits_codes()[:, ::-1, ::-1]  # the voxels of the RAS volume
    save_nifti(raw, tmp_path / "in" / "segmentation-0.nii.gz", affine=np.eye(4))
    settings = PrepareSettings(choice=ALL.choice, ignore_label_geometry=True)
    prepare(tmp_path / "in", tmp_path / "out.npz", settings)
    assert np.array_equal(read(tmp_path / "out.npz")["label"], expected_label())


def test_the_default_takes_all_of_a_short_liver_and_four_clear_slices(tmp_path):
    prepare(save_lits(tmp_path / "in"), tmp_path / "out.npz")
    taken = read(tmp_path / "out.npz")["slice"].tolist()
    assert [n for n in taken if n in LIVER_SLICES] == LIVER_SLICES
    assert sum(n in CLEAR_SLICES for n in taken) == 4
    assert tiny_patient.SLICES > len(taken) == 9
