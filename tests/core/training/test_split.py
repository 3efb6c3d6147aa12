import numpy as np
import pytest

from core.errors import TrainingDataError
from core.training.data import SliceDataset, load_slices
from core.training.split import members, split_by_subject


def dataset(classes):
    """One 8 x 8 slice for each subject; its class as given."""
    label = np.ones((len(classes), 8, 8), np.uint8)
    for i, c in enumerate(classes):
        if c:
            label[i, :2, :4] = c + 1
    return SliceDataset(
        np.zeros_like(label), label, np.arange(len(classes)), np.full(len(classes), "ok")
    )


def test_disjoint_complete_and_70_15_15():
    split = split_by_subject(dataset([0] * 60 + [2] * 36 + [1] * 4))
    parts = [set(split[name]) for name in ("train", "val", "test")]
    assert parts[0] | parts[1] | parts[2] == set(range(100))
    assert sum(len(p) for p in parts) == 100
    assert [len(p) for p in parts] == [70, 15, 15]


def test_every_part_has_each_class_where_three_subjects_show_it():
    slices = dataset([0] * 10 + [2] * 3 + [1] * 3)
    for part in split_by_subject(slices).values():
        assert set(members(slices, part).slice_class) == {0, 1, 2}


def test_the_seed_decides():
    slices = dataset([0] * 30)
    assert split_by_subject(slices, seed=1) == split_by_subject(slices, seed=1)
    assert split_by_subject(slices, seed=1) != split_by_subject(slices, seed=2)


def test_two_subjects_are_too_few():
    with pytest.raises(TrainingDataError, match="at least 3"):
        split_by_subject(dataset([0, 2]))


def test_real_data_is_split_by_person(shared):
    slices = load_slices(shared("data/liver_slices.npz"))
    split = split_by_subject(slices)
    assert sum(map(len, split.values())) == 95
    assert not set(split["train"]) & set(split["val"])
    assert not set(split["train"]) & set(split["test"])
    assert not set(split["val"]) & set(split["test"])
