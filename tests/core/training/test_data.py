import numpy as np
import pytest

from core.errors import TrainingDataError
from core.training.data import IGNORED_CLASS, load_slices, slice_class_of


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
    ("changes", "sentence"),
    [
        ({"label": None}, "lacks label"),
        ({"label": np.full((12, 64, 64), 9, np.uint8)}, r"labels \[9\] are outside"),
        ({"subject": np.arange(5)}, "do not belong together"),
        (
            {key: np.zeros((12, 60, 64), np.uint8) for key in ("image", "label")},
            "both sides must be multiples of 32",
        ),
    ],
)
def test_unfit_files_are_refused_by_name(slices_file, changes, sentence):
    with pytest.raises(TrainingDataError, match=rf"slices\.npz.*{sentence}"):
        load_slices(slices_file(**changes))


def test_not_an_npz(tmp_path):
    path = tmp_path / "notes.npz"
    path.write_text("hello")
    with pytest.raises(TrainingDataError, match=r"notes\.npz"):
        load_slices(path)
