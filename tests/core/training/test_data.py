import numpy as np
import pytest

from core.errors import TrainingDataError
from core.training.data import IGNORED_CLASS, load_slices, slice_class_of
from tests.coded import raises


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], 0),
        ([2] * 4, 1),
        ([3] * 4, 2),
        ([2] * 9 + [3] * 4, 2),
        ([3] * 3, 0),  # under MIN_LESION_PIXELS
        ([255] * 4, IGNORED_CLASS),
        ([2] * 4 + [255] * 4, IGNORED_CLASS),  # the uncertain part may be malignant
        ([3] * 4 + [255] * 4, 2),
    ],
)
def test_class_of_a_slice(codes, expected):
    label = np.ones((8, 8), np.uint8)
    label.ravel()[: len(codes)] = codes
    assert slice_class_of(label) == expected


def test_bad_slices_are_left_out(slices_file):
    quality = np.array(["ok"] * 11 + ["bad"])
    assert len(load_slices(slices_file(quality=quality))) == 11


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"label": None}, "arrays_missing"),
        ({"label": np.full((12, 64, 64), 9, np.uint8)}, "labels_unknown"),
        ({"subject": np.arange(5)}, "arrays_do_not_match"),
        (
            {key: np.zeros((12, 60, 64), np.uint8) for key in ("image", "label")},
            "sides_do_not_fit",
        ),
    ],
)
def test_unfit_files_are_refused_by_name(slices_file, changes, code):
    with raises(TrainingDataError, code, "slices.npz"):
        load_slices(slices_file(**changes))


def test_not_an_npz(tmp_path):
    path = tmp_path / "notes.npz"
    path.write_text("hello")
    with raises(TrainingDataError, "not_an_npz", "notes.npz"):
        load_slices(path)


def test_a_told_class_stands_before_the_mask(slices_file):
    label = np.full((12, 64, 64), 255, np.uint8)
    label[6:] = 1
    label[8, 30, :4] = 3
    words = np.array(["normal", "benign", "malignant", "uncertain", "", "malignant"] + [""] * 6)
    slices = load_slices(slices_file(label=label, slice_class=words))
    # Row 4 has neither class nor mask; rows 6 to 11 are told by their masks.
    ignored = IGNORED_CLASS
    assert slices.slice_class.tolist() == [0, 1, 2, ignored, ignored, 2, 0, 0, 2, 0, 0, 0]
    assert np.flatnonzero(slices.with_lesion).tolist() == [1, 2, 5, 8]
    assert slices.class_only.tolist() == [True] * 6 + [False] * 6
    assert slices.pick(np.arange(3)).slice_class.tolist() == [0, 1, 2]


def test_without_told_classes_the_masks_tell_them(slices_file):
    # Subjects 0 and 1 are malignant, 2 and 3 benign, 4 and 5 normal: two slices each.
    slices = load_slices(slices_file())
    assert slices.slice_class.tolist() == [2] * 4 + [1] * 4 + [0] * 4
    assert slices.with_lesion.tolist() == [True] * 8 + [False] * 4
    assert not slices.class_only.any()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["normal"] * 5, "slice_class_does_not_match"),
        (["tumour"] * 12, "slice_class_unknown"),
        ([""] * 3 + ["normal"] + [""] * 8, "slice_class_contradicts_label"),
        ([""] * 9 + ["malignant"] + [""] * 2, "slice_class_contradicts_label"),
    ],
)
def test_told_classes_that_make_no_sense(slices_file, words, code):
    with raises(TrainingDataError, code, "slices.npz"):
        load_slices(slices_file(slice_class=np.array(words)))


def test_two_files_are_read_as_one(slices_file, tmp_path):
    first = slices_file().rename(tmp_path / "first.npz")
    label = np.ones((12, 64, 64), np.uint8)
    label[0] = 255  # the outline is not trusted, the class is: normal
    label[1, :30] = 255
    second = slices_file(
        label=label,
        subject=np.arange(100, 112),
        quality=np.array(["outline"] + ["ok"] * 11),
        source=np.full(12, "lidc"),
        phase=np.full(12, "noncontrast"),
    )
    both = load_slices([first, second])
    assert len(both) == 24
    assert both.sources.tolist() == [""] * 12 + ["lidc"] * 12
    assert both.phases.tolist() == ["portal"] * 12 + ["noncontrast"] * 12
    assert both.slice_class[12:15].tolist() == [0, IGNORED_CLASS, 0]
    picked = both.pick(np.array([0, 12]))
    assert picked.sources.tolist() == ["", "lidc"]
    assert picked.columns["source"].tolist() == ["not stated", "lidc"]
