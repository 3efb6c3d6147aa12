import numpy as np

from core.training.counts import left_out, slice_counts
from core.training.data import load_slices


def quality_of(*names):
    return np.array([*names, *["ok"] * (12 - len(names))])


def test_slices_and_subjects_of_each_class(slices_file):
    slices = load_slices(slices_file())
    assert slice_counts(slices) == {
        "n_lesion_slices": 8,
        "n_lesion_or_not": 12,
        "n_classified": 12,
        "by_class": {
            "normal": {"slices": 4, "subjects": 2},
            "benign": {"slices": 4, "subjects": 2},
            "malignant": {"slices": 4, "subjects": 2},
        },
    }


def test_nothing_left_out(slices_file):
    data = slices_file()
    assert left_out(data, load_slices(data), None) == []


def test_what_is_left_out_is_counted_with_its_reason(slices_file):
    data = slices_file(quality=quality_of("bad", "missed", "bad"))
    slices = load_slices(data)
    rows = {row["left_out_of"]: row["slices"] for row in left_out(data, slices, None)}
    assert rows == {"everything": 2, "everything but liver Dice": 1}
    # Of subject 0 (slices 0 and 1) alone.
    own = slices.pick(slices.subject == 0)
    assert [row["slices"] for row in left_out(data, own, [0])] == [1, 1]


def test_an_uncertain_slice_is_left_out_of_the_classes(slices_file):
    label = np.ones((12, 64, 64), np.uint8)
    label[0, :4, :4] = 255
    data = slices_file(label=label)
    slices = load_slices(data)
    assert slice_counts(slices)["n_classified"] == slice_counts(slices)["n_lesion_or_not"] == 11
    assert [row["slices"] for row in left_out(data, slices, None)] == [1, 1]
