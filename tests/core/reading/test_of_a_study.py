"""What the readers of a study have submitted, and what follows from it."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from core.annotation import voxel_of
from core.errors import Cancelled, UsageError
from core.reading import arbiters, study_agreement, study_consensus, submitted
from core.worklist import Store
from tests.core.worklist.made_studies import (
    ANNA,
    BERT,
    CLEO,
    DORA,
    some_annotation,
    some_series,
    some_study,
)

FIRST, SECOND = (some_series(number).series_digest for number in (1, 2))


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    store = Store.open(tmp_path / "worklist.sqlite3")
    yield store
    store.close()


@pytest.fixture
def study(store):
    """Anna and Bert have submitted the first series, Cleo has begun it; the arbiter has read it."""
    study = some_study(store, BERT, ANNA, CLEO, n_series=2)
    study = store.studies.join(study.id, DORA, "arbiter")

    def save(reader: str, columns: int, is_done: bool = True) -> None:
        store.save_annotation(
            FIRST, reader, some_annotation(columns), base=0, study=study.id, submitted=is_done
        )

    save(ANNA, 4)
    save(BERT, 2)
    save(CLEO, 8, is_done=False)
    save(DORA, 3)
    return study


def test_only_what_readers_submitted_counts(store, study):
    assert list(submitted(store, study, FIRST)) == [BERT, ANNA]
    assert list(submitted(store, study, FIRST, among={ANNA, DORA})) == [ANNA]
    assert submitted(store, study, SECOND) == {}
    arbiter = arbiters(store, study, FIRST)
    assert np.count_nonzero(arbiter.voxels == voxel_of(1)) == 12
    assert arbiters(store, study, SECOND) is None


def test_series_that_fewer_than_two_have_submitted_are_left_out(store, study):
    found = study_agreement(store, study)
    assert list(found.series) == [FIRST]
    # 16 voxels and 8 of them: Dice 2 * 8 / 24.
    assert found.pooled.lesions.dice == pytest.approx(2 / 3)
    assert (found.pooled.n_series, found.pooled.readers) == (1, (BERT, ANNA))
    alone = study_agreement(store, study, among={FIRST: {ANNA}})
    assert (alone.pooled, dict(alone.series)) == (None, {})


def test_the_consensus_is_of_what_was_submitted(store, study):
    made = study_consensus(store, study, FIRST, "majority")
    assert np.count_nonzero(made.annotation.voxels == voxel_of(1)) == 8
    made = study_consensus(store, study, FIRST, "arbiter")
    assert np.count_nonzero(made.annotation.voxels == voxel_of(1)) == 12
    for digest, method, code in (
        (FIRST, "staple", "number_of_readers"),
        (SECOND, "majority", "too_few_for_majority"),
        (SECOND, "arbiter", "no_arbiter"),
    ):
        with pytest.raises(UsageError) as refused:
            study_consensus(store, study, digest, method)
        assert refused.value.code == code


def test_it_says_how_far_it_is_and_can_be_cancelled(store, study):
    told: list[tuple[int, int]] = []
    study_agreement(store, study, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]
    off = threading.Event()
    off.set()
    with pytest.raises(Cancelled) as cancelled:
        study_agreement(store, study, cancel=off)
    assert cancelled.value.code == "comparing_was_cancelled"
