"""What readers outlined, version by version; in SQLite and PostgreSQL."""

from __future__ import annotations

import os
import signal
import threading
from datetime import timedelta

import numpy as np
import sqlalchemy as sa

from core.annotation import LIVER, Annotation, Finding, voxel_of
from core.errors import InputError, StaleVersionError, StoreError
from core.labels import SLICE_CLASSES
from core.worklist import Store
from core.worklist.tables import ANNOTATION_SLICE
from tests.coded import raises
from tests.core.worklist.made_records import some_record

DIGEST = some_record(1).series_digest
SHAPE = (5, 6, 7)
ADA, BEN = "user-00000000000000ad", "user-00000000000000be"


def whole(number: int) -> Annotation:
    """Every slice, the findings and the labels tell which one it is."""
    voxels = np.full(SHAPE, voxel_of(number), np.uint8)
    labels = {0: SLICE_CLASSES[number % 3]}
    return Annotation(voxels, (Finding(number, kind="cyst", note=f"No. {number}"),), labels)


def same(one: Annotation, other: Annotation) -> bool:
    return (
        np.array_equal(one.voxels, other.voxels)
        and one.findings == other.findings
        and one.slice_labels == other.slice_labels
    )


def test_every_version_comes_back_as_it_was(store):
    assert store.annotation(DIGEST, ADA) is None
    first, second = whole(1), whole(2)
    assert store.save_annotation(DIGEST, ADA, first, base=0) == 1
    assert store.save_annotation(DIGEST, ADA, second, base=1, submitted=True) == 2
    newest = store.annotation(DIGEST, ADA)
    assert same(newest.annotation, second)
    assert (newest.version, newest.reader, newest.study) == (2, ADA, "")
    assert (newest.is_submitted, newest.shape, newest.series_digest) == (True, SHAPE, DIGEST)
    before = store.annotation(DIGEST, ADA, version=1)
    assert same(before.annotation, first)
    assert (before.is_submitted, before.created_at <= newest.created_at) == (False, True)
    assert store.annotation(DIGEST, ADA, version=3) is None


def test_a_version_holds_the_slices_that_changed(store):
    voxels = np.zeros(SHAPE, np.uint8)
    voxels[1, 2:4] = LIVER
    store.save_annotation(DIGEST, ADA, Annotation(voxels), base=0)
    later = voxels.copy()
    later[1], later[3, 0, 0] = 0, voxel_of(1)
    store.save_annotation(DIGEST, ADA, Annotation(later, (Finding(1),)), base=1)
    store.save_annotation(DIGEST, ADA, Annotation(later, (Finding(1, kind="fnh"),)), base=2)
    with store._database.reading() as connection:
        query = sa.select(ANNOTATION_SLICE.c.annotation_id, ANNOTATION_SLICE.c.slice_index)
        kept = sorted(connection.execute(query))
    assert [index for _, index in kept] == [1, 1, 3]
    for version, expected in ((1, voxels), (2, later), (3, later)):
        found = store.annotation(DIGEST, ADA, version=version)
        assert (found.annotation.voxels == expected).all()


def test_readers_and_studies_have_versions_of_their_own(store):
    assert store.save_annotation(DIGEST, ADA, whole(1), base=0) == 1
    assert store.save_annotation(DIGEST, BEN, whole(2), base=0) == 1
    assert store.save_annotation(DIGEST, ADA, whole(3), base=0, study="liver-1") == 1
    assert store.save_annotation(DIGEST, ADA, whole(4), base=1, study="liver-1") == 2
    assert same(store.annotation(DIGEST, ADA).annotation, whole(1))
    assert same(store.annotation(DIGEST, BEN).annotation, whole(2))
    assert same(store.annotation(DIGEST, ADA, study="liver-1").annotation, whole(4))


def test_the_rows_say_who_when_and_what(store):
    store.save_annotation(DIGEST, ADA, whole(1), base=0)
    store.save_annotation("other", BEN, whole(2), base=0, study="liver-1")
    store.save_annotation(DIGEST, ADA, whole(3), base=1, submitted=True)
    rows = [row[:5] for row in store.annotated()]
    assert rows == [("other", BEN, "liver-1", 1, False), (DIGEST, ADA, "", 2, True)]
    assert [row[:2] for row in store.annotated("liver-1")] == [("other", BEN)]
    assert [row[:2] for row in store.annotated("")] == [(DIGEST, ADA)]
    assert [row.version for row in store.annotation_versions(DIGEST)] == [1, 2]
    assert store.annotation_versions(DIGEST, reader=BEN) == ()
    assert store.annotation_versions("other", study="") == ()
    assert [row.reader for row in store.annotation_versions("other", study="liver-1")] == [BEN]


def test_two_tabs_do_not_overwrite_each_other(store, address):
    other = Store.open(address)
    store.save_annotation(DIGEST, ADA, whole(1), base=0)
    other.save_annotation(DIGEST, ADA, whole(2), base=1)
    with raises(StaleVersionError, "newer_outlines", "version 2", "version 1"):
        store.save_annotation(DIGEST, ADA, whole(3), base=1)
    with raises(StaleVersionError, "newer_outlines"):
        store.save_annotation(DIGEST, ADA, whole(3), base=0)
    with raises(StaleVersionError, "no_outlines_before"):
        store.save_annotation(DIGEST, ADA, whole(3), base=7)
    assert same(store.annotation(DIGEST, ADA).annotation, whole(2))
    assert len(store.annotation_versions(DIGEST)) == 2
    other.close()


def test_of_eight_who_save_at_once_one_does(store, address):
    saved, refused = [], []
    together = threading.Barrier(8)

    def save(number: int) -> None:
        own = Store.open(address, busy_seconds=300)
        together.wait()
        try:
            saved.append((number, own.save_annotation(DIGEST, ADA, whole(number), base=0)))
        except StaleVersionError as error:
            refused.append(error.code)
        finally:
            own.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ((number, version),) = saved
    assert (version, refused) == (1, ["newer_outlines"] * 7)
    assert same(store.annotation(DIGEST, ADA).annotation, whole(number))


def test_another_grid_is_refused_and_nothing_is_changed(store):
    store.save_annotation(DIGEST, ADA, whole(1), base=0)
    with raises(InputError, "other_grid"):
        store.save_annotation(DIGEST, ADA, Annotation(np.zeros((5, 6, 8), np.uint8)), base=1)
    assert store.annotation(DIGEST, ADA).version == 1


def test_voxels_of_a_finding_that_nobody_named_are_not_kept(store):
    unnamed = Annotation(whole(1).voxels)
    with raises(InputError, "finding_missing"):
        store.save_annotation(DIGEST, ADA, unnamed, base=0)
    store.save_annotation(DIGEST, ADA, whole(1), base=0)
    with raises(InputError, "finding_missing"):
        store.save_annotation(DIGEST, ADA, unnamed, base=1)
    assert len(store.annotation_versions(DIGEST)) == 1


def test_a_full_disk_is_a_sentence_and_the_version_before_is_whole(tmp_path):
    store = Store.open(str(tmp_path / "full.sqlite3"))
    store.save_annotation(DIGEST, ADA, whole(1), base=0)

    @sa.event.listens_for(store._database.engine, "connect")
    def no_more_pages(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()

    noise = np.random.default_rng(3).integers(0, 2, (40, 64, 64), np.uint8)
    with raises(StoreError, "disk_full"):
        store.save_annotation("other", ADA, Annotation(noise), base=0)
    assert store.annotation("other", ADA) is None
    assert same(store.annotation(DIGEST, ADA).annotation, whole(1))
    store.close()


def test_a_damaged_slice_is_an_error_and_no_empty_slice(store):
    store.save_annotation(DIGEST, ADA, whole(1), base=0)
    with store._database.writing() as connection:
        damage = sa.update(ANNOTATION_SLICE).where(ANNOTATION_SLICE.c.slice_index == 3)
        connection.execute(damage.values(runs=b"damaged"))
    with raises(StoreError, "damaged_outlines", "version 1"):
        store.annotation(DIGEST, ADA)


def test_they_are_forgotten_when_asked_and_their_slices_too(store):
    store.save_annotation(DIGEST, ADA, whole(1), base=0)
    store.save_annotation(DIGEST, ADA, whole(2), base=1)
    store.save_annotation(DIGEST, BEN, whole(3), base=0)
    store.save_annotation("other", BEN, whole(4), base=0)
    assert store.forget_annotations(DIGEST, reader=ADA) == 2
    assert [row[:2] for row in store.annotated()] == [(DIGEST, BEN), ("other", BEN)]
    assert store.forget_annotations(DIGEST) == 1
    with store._database.reading() as connection:
        left = connection.execute(sa.select(sa.func.count()).select_from(ANNOTATION_SLICE))
        assert left.scalar_one() == SHAPE[0]
    # Numbers begin again.
    assert store.save_annotation(DIGEST, ADA, whole(1), base=0) == 1


def test_the_last_record_takes_them_along_unless_a_study_needs_them(store):
    first = store.save(some_record(1))
    second = store.save(some_record(1, weights_sha256="cd" * 32))
    store.save_annotation(DIGEST, ADA, whole(1), base=0)
    store.save_annotation(DIGEST, ADA, whole(2), base=0, study="liver-1")
    store.delete(first.id)
    assert store.annotation(DIGEST, ADA) is not None
    store.delete(second.id)
    assert store.annotation(DIGEST, ADA) is None
    assert store.annotation(DIGEST, ADA, study="liver-1") is not None


def test_kill_9_while_saving_again_and_again(store, address):
    """At each of the first steps of the database in turn, over several saves."""
    saved = 0
    for step in range(1, 25):
        child = os.fork()
        if child == 0:
            try:
                _save_until_killed(address, step)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)
        assert os.WTERMSIG(status) == signal.SIGKILL
        newest = store.annotation(DIGEST, ADA)
        version = 0 if newest is None else newest.version
        assert version >= saved
        for number in range(max(1, saved), version + 1):
            found = store.annotation(DIGEST, ADA, version=number)
            assert same(found.annotation, whole(number))
        saved = version
    assert saved > 10


def _save_until_killed(address: str, step: int) -> None:
    store = Store.open(address, busy_seconds=300)
    left = [step]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    newest = store.annotation(DIGEST, ADA)
    version = 0 if newest is None else newest.version
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        sa.event.listen(store._database.engine, name, count)
    while True:
        version = store.save_annotation(DIGEST, ADA, whole(version + 1), base=version)


def test_the_order_is_that_of_saving_whatever_the_clock_says(store, monkeypatch):
    begun = store._database.now
    for days, (reader, base) in enumerate([(ADA, 0), (ADA, 1), (BEN, 0)]):
        back = timedelta(days=days)
        monkeypatch.setattr(store._database, "now", lambda one, back=back: begun(one) - back)
        store.save_annotation(DIGEST, reader, whole(1 + days), base=base)
    saved = [(one.reader, one.version) for one in store.annotation_versions(DIGEST)]
    assert saved == [(ADA, 1), (ADA, 2), (BEN, 1)]
    assert [one.version for one in store.annotated()] == [2, 1]


def test_who_did_not_hear_that_it_was_saved_may_save_it_again(store):
    assert store.save_annotation(DIGEST, ADA, whole(1), base=0) == 1
    assert store.save_annotation(DIGEST, ADA, whole(1), base=0) == 1
    assert len(store.annotation_versions(DIGEST)) == 1
    for other, options in (
        (whole(2), {}),
        (whole(1), {"submitted": True}),
        (Annotation(whole(1).voxels, whole(1).findings), {}),
    ):
        with raises(StaleVersionError, "newer_outlines"):
            store.save_annotation(DIGEST, ADA, other, base=0, **options)
