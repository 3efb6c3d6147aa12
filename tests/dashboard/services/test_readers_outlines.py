"""Readers' outlines between an open series and the worklist."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from core.annotation import Annotation, Change, Finding
from core.annotation.run_lengths import encode
from core.errors import StaleVersionError, StoreError
from dashboard.services import readers_outlines, worklist, worklist_store
from dashboard.state.events import SeriesOpened
from tests.dashboard.tiny_case import CARD, MODEL, finish, session_with


@pytest.fixture(autouse=True)
def asked_again(monkeypatch):
    monkeypatch.setattr(worklist_store, "BUSY_SECONDS", 0.05)
    worklist_store.try_again()


def one_voxel(opened, index: int) -> Change:
    """The whole slice liver, with one voxel of lesion 1."""
    plane = np.ones(opened.edited.shape[1:], np.uint8)
    plane[0, 0] = 2
    return Change({index: encode(plane)}, (Finding(1),))


def opened_by(who: str):
    session = session_with()
    session.who = who
    readers_outlines.on_series_opened(SeriesOpened(session, session.opened.series))
    session.opened.edited.reader = who
    return session.opened


def test_the_series_brings_its_readers_newest_outlines_when_it_is_opened_again():
    mine = opened_by("browser-1")
    assert not mine.edited.is_edited
    mine.edited.change(one_voxel(mine, 0), 0, readers_outlines.keep)
    mine.edited.change(one_voxel(mine, 2), 1, readers_outlines.keep)
    assert mine.edited.version == 2
    later = opened_by("browser-1").edited
    assert (later.is_edited, later.is_kept, later.version) == (True, True, 2)
    assert later.now()[1].voxels[:, 0, 0].tolist() == [2, 0, 2, 0, 0, 0]


def test_another_reader_begins_with_them_and_saves_their_own():
    mine = opened_by("browser-1")
    mine.edited.change(one_voxel(mine, 0), 0, readers_outlines.keep)
    other = opened_by("browser-2")
    assert (other.edited.is_edited, other.edited.version) == (True, 0)
    other.edited.change(one_voxel(other, 1), other.edited.revision, readers_outlines.keep)
    assert other.edited.version == 1
    store = worklist_store.required()
    digest = store.key.series_digest(mine.uid)
    first, second = (store.annotation(digest, f"browser-{n}").annotation for n in (1, 2))
    assert (first.voxels[:, 0, 0] == 2).tolist() == [True, False, False, False, False, False]
    assert (second.voxels[:, 0, 0] == 2).tolist() == [True, True, False, False, False, False]


def test_what_the_same_reader_saved_elsewhere_is_not_overwritten():
    here, there = opened_by("browser-1"), opened_by("browser-1")
    there.edited.change(one_voxel(there, 0), 0, readers_outlines.keep)
    with pytest.raises(StaleVersionError):
        here.edited.change(one_voxel(here, 1), 0, readers_outlines.keep)
    assert not here.edited.is_edited
    readers_outlines.renew(here.edited)
    revision = here.edited.revision
    readers_outlines.renew(here.edited)
    assert here.edited.revision == revision
    here.edited.change(one_voxel(here, 1), 0, readers_outlines.keep, over=True)
    assert here.edited.version == 2
    assert here.edited.now()[1].voxels[:2, 0, 0].tolist() == [2, 2]


def test_where_the_worklist_cannot_take_them_they_stay_and_a_sentence_says_so(
    monkeypatch, tmp_path
):
    place = tmp_path / "other.sqlite3"
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    monkeypatch.setenv("LIVERLENS_STORE", str(place))
    worklist_store.try_again()
    mine = opened_by("browser-1")
    mine.edited.change(one_voxel(mine, 0), 0, readers_outlines.keep)
    assert (mine.edited.is_edited, mine.edited.is_kept) == (True, False)
    assert mine.edited.kept.code == "outlines_not_in_the_worklist"


@pytest.mark.usefixtures("small_livers")
def test_the_record_follows_the_corrected_outlines_and_the_models_own_when_all_is_taken_back():
    session = session_with()
    session.start_analysis(session.opened, MODEL)
    finish(session)
    opened = session.opened
    (own,) = opened.analyses()
    from core.correction import from_analysis

    opened.edited.offer("model", lambda: from_analysis(own))
    start = opened.edited.now()[1]
    erased = np.where(start.voxels == 2, 1, start.voxels).astype(np.uint8)
    slices = {index: encode(plane) for index, plane in enumerate(erased)}
    change = Change(slices, start.findings)
    opened.edited.change(change, opened.edited.revision, readers_outlines.keep)
    shown = opened.shown(CARD)
    assert (shown.is_corrected, len(shown.lesions), shown.own) == (True, 0, own)
    assert opened.shown(CARD) is shown
    worklist.keep_corrected(session, opened)
    (record,) = worklist_store.required().list()
    assert (record.is_corrected, len(record.lesions)) == (True, 0)
    back = Change({i: encode(plane) for i, plane in enumerate(start.voxels)}, start.findings)
    opened.edited.change(back, opened.edited.revision, readers_outlines.keep)
    assert opened.shown(CARD) is own
    worklist.keep_corrected(session, opened)
    (record,) = worklist_store.required().list()
    assert (record.is_corrected, len(record.lesions)) == (False, len(own.lesions))


def test_a_series_without_outlines_starts_empty():
    opened = opened_by("browser-1")
    assert isinstance(opened.edited.now()[1], Annotation)
    assert not opened.edited.now()[1].voxels.any()


def test_after_a_lost_answer_the_reader_goes_on_and_nothing_is_doubled(monkeypatch):
    mine = opened_by("browser-1")
    store = worklist_store.required()
    save = store.save_annotation

    def and_gone(*args, **options):
        save(*args, **options)
        raise StoreError("The database was shut down.")

    with monkeypatch.context() as patched:
        patched.setattr(store, "save_annotation", and_gone)
        mine.edited.change(one_voxel(mine, 0), 0, readers_outlines.keep)
    assert (mine.edited.is_kept, mine.edited.version) == (False, 0)
    readers_outlines.renew(mine.edited)
    assert (mine.edited.is_kept, mine.edited.version) == (True, 1)
    mine.edited.change(one_voxel(mine, 1), mine.edited.revision, readers_outlines.keep)
    assert [number for number, _ in readers_outlines.versions(mine.edited)] == [1, 2]


def test_what_was_not_kept_follows_what_the_same_reader_saved_elsewhere(monkeypatch):
    here, there = opened_by("browser-1"), opened_by("browser-1")
    store = worklist_store.required()

    def locked(*args, **options):
        raise StoreError("The store is locked.")

    with monkeypatch.context() as patched:
        patched.setattr(store, "save_annotation", locked)
        here.edited.change(one_voxel(here, 0), 0, readers_outlines.keep)
    there.edited.change(one_voxel(there, 1), 0, readers_outlines.keep)
    with pytest.raises(StaleVersionError):
        here.edited.change(one_voxel(here, 2), 1, readers_outlines.keep)
    readers_outlines.renew(here.edited)
    assert (here.edited.version, here.edited.revision, here.edited.is_kept) == (1, 2, False)
    here.edited.change(one_voxel(here, 2), 2, readers_outlines.keep)
    assert here.edited.is_kept
    assert here.edited.now()[1].voxels[:3, 0, 0].tolist() == [2, 0, 2]
