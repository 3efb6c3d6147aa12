"""The training slices of a study."""

from __future__ import annotations

import numpy as np
import pytest

from core.annotation import Finding
from core.errors import TrainingDataError
from core.training.data import load_slices
from core.training.readers.prepare import FIRST_SUBJECT, prepare_study
from core.training.start import hard_slices
from core.worklist import Store
from tests.core.training.readers.made import (
    LESION,
    N_SLICES,
    make_study,
    outlined,
    read,
)

CYST, METASTASIS = Finding(1, kind="cyst"), Finding(1, kind="metastasis")
HALF = (LESION[0], slice(24, 30))


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    store = Store.open(tmp_path / "worklist.sqlite3")
    yield store
    store.close()


def test_the_consensus_becomes_slices(store, tmp_path):
    study = make_study(store, tmp_path / "scans", 4)
    # They agree; one outlines half of it; both reject it; they don't agree whether it is one.
    read(store, study, 0, outlined((METASTASIS, LESION)), outlined((METASTASIS, LESION)))
    read(store, study, 1, outlined((CYST, LESION)), outlined((CYST, HALF)))
    vessel = Finding(1, rejected="vessel")
    read(store, study, 2, outlined((vessel, LESION)), outlined((vessel, LESION)))
    read(store, study, 3, outlined((CYST, LESION)), outlined())
    made = prepare_study(store, study, "majority", tmp_path / "readers.npz")
    slices = load_slices(made.file)
    # Every slice with liver, and none without: the block reaches from end to end.
    first, second, third, fourth = (
        slices.pick(slices.subject == FIRST_SUBJECT + place) for place in range(4)
    )
    at = [int(index) for index in np.load(made.file)["slice"][: len(first)]]
    with_lesion = [index in (2, 3) for index in at]
    assert set(at) >= {2, 3}
    assert [bool((label == 3).any()) for label in first.label] == with_lesion
    assert not (first.label == 255).any()
    # Half of the second lesion is open: as many pixels as are benign.
    benign, open_ = (int((second.label == code).sum()) for code in (2, 255))
    assert benign > 0 and open_ == pytest.approx(benign, rel=0.1)
    # What both reject is liver, and drawn more often.
    assert set(np.unique(third.label)) <= {0, 1}
    assert [word == "1" for word in third.columns["rejected"]] == with_lesion
    # A place on which they are split is open.
    assert not np.isin(fourth.label, (2, 3)).any()
    assert (fourth.label == 255).any()
    assert [str(word) for word in first.columns["kind"]] == [
        "metastasis" if one else "" for one in with_lesion
    ]
    assert (made.n_series, made.subjects) == (4, [FIRST_SUBJECT + place for place in range(4)])
    assert (made.n_rejected, made.kinds) == (2, {"cyst": 1, "metastasis": 1})
    assert [line.code for line in made.lines() if hasattr(line, "code")] == ["kinds_are_merged"]
    assert made.agreement.ratings["is_lesion"].n == 4
    hard, said = hard_slices(None, slices)
    assert (int(hard.sum()), len(said)) == (2, 1)


def test_what_cannot_be_used_is_left_out_and_said(store, tmp_path):
    study = make_study(store, tmp_path / "scans", 5)
    for place in range(4):
        read(store, study, place, outlined((CYST, LESION)), outlined((CYST, LESION)))
    (tmp_path / "scans" / "patient1.nii.gz").unlink()
    made = prepare_study(store, study, "majority", tmp_path / "readers.npz")
    assert [one.code for one in made.left_out] == ["images_are_gone", "too_few_for_majority"]
    assert len(made.subjects) == 3
    # Moved, the images are found again where one says that they are.
    (tmp_path / "scans" / "patient2.nii.gz").rename(tmp_path / "moved.nii.gz")
    made = prepare_study(
        store, study, "majority", tmp_path / "readers.npz", folders=[tmp_path / "moved.nii.gz"]
    )
    assert len(made.subjects) == 3


def test_too_few_subjects_are_said_and_nothing_is_written(store, tmp_path):
    study = make_study(store, tmp_path / "scans", 3)
    out = tmp_path / "out" / "readers.npz"
    with pytest.raises(TrainingDataError) as refused:
        prepare_study(store, study, "majority", out)
    assert refused.value.code == "nothing_to_train_on"
    for place in range(2):
        read(store, study, place, outlined((CYST, LESION)), outlined((CYST, LESION)))
    with pytest.raises(TrainingDataError) as refused:
        prepare_study(store, study, "majority", out)
    assert refused.value.code == "too_few_subjects"
    assert not out.exists()


def test_slices_that_were_only_labelled_teach_their_class(store, tmp_path):
    study = make_study(store, tmp_path / "scans", 3)
    empty = outlined()
    for place, word in enumerate(("normal", "benign", "malignant")):
        labelled = type(empty)(np.zeros_like(empty.voxels), (), {2: word, 4: "normal"})
        read(store, study, place, labelled, labelled)
    made = prepare_study(store, study, "majority", tmp_path / "readers.npz")
    slices = load_slices(made.file)
    assert (len(slices), N_SLICES) == (6, 6)
    assert slices.class_only.all()
    assert slices.told_class.tolist() == [
        *("normal", "normal"),
        *("benign", "normal"),
        *("malignant", "normal"),
    ]
