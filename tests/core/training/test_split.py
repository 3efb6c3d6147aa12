from dataclasses import replace

import numpy as np
import pytest

from core.errors import TrainingDataError
from core.training.data import SliceDataset, load_slices
from core.training.split import SHIPPED_SPLIT, members, read_split, split_by_subject
from tests.coded import raises


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
    with raises(TrainingDataError, "too_few_subjects"):
        split_by_subject(dataset([0, 2]))


def test_real_data_is_split_by_person(shared):
    slices = load_slices(shared("data/liver_slices.npz"))
    split = split_by_subject(slices)
    assert sum(map(len, split.values())) == 95
    assert not set(split["train"]) & set(split["val"])
    assert not set(split["train"]) & set(split["test"])
    assert not set(split["val"]) & set(split["test"])


def test_subjects_of_an_earlier_split_stay_where_they_are():
    slices = dataset([0] * 20 + [2] * 10)
    kept = {"train": [0, 25], "val": [1], "test": [2, 29]}
    split = split_by_subject(slices, kept=kept)
    assert all(set(kept[part]) <= set(split[part]) for part in kept)
    assert sorted(subject for part in split.values() for subject in part) == list(range(30))


def test_each_source_and_phase_reaches_every_part():
    slices = replace(
        dataset([0] * 40),
        source=np.repeat(["a", "b"], 20),
        phase=np.tile(np.repeat(["portal", "arterial"], 10), 2),
    )
    for part in split_by_subject(slices).values():
        own = members(slices, part)
        assert len(set(zip(own.sources.tolist(), own.phases.tolist(), strict=True))) == 4


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        '{"train": [0], "val": [1]}',
        '{"train": [0, 1], "val": [1], "test": [2]}',
        '{"train": [0], "val": [1], "test": []}',
    ],
)
def test_a_split_that_does_not_fit_is_refused(tmp_path, content):
    path = tmp_path / "split.json"
    path.write_text(content)
    with pytest.raises(TrainingDataError):
        read_split(path, dataset([0, 0, 2]))


def test_the_shipped_split_keeps_the_earlier_sides_and_covers_both_files(shared):
    data = [shared(f"data/{name}") for name in ("liver_slices.npz", "liver_slices_2.npz")]
    split = read_split(SHIPPED_SPLIT, load_slices(data))
    assert {part: len(subjects) for part, subjects in split.items()} == {
        "train": 153,
        "val": 37,
        "test": 35,
    }
    # Of the first models: their training and validation subjects never reach the new test.
    assert {10003, 10005, 10118} <= set(split["test"])
    assert {10014, 10104} <= set(split["val"])
    assert {10001, 10123} <= set(split["train"])
