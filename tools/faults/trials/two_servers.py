"""Several processes on one store, and answers of a database that are lost on their way."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import sqlalchemy as sa

from core.annotation import Annotation, Change, Finding
from core.audit import Checked, Trail
from core.errors import StaleVersionError, StoreError
from core.worklist import PatientKey, Store
from core.worklist.database_sentences import shut_down
from core.worklist.key_file import load_key
from tools.faults.made import record
from tools.faults.trials.trial import Trial, Tried
from tools.postgres_server import create_database, find_programs, postgres_server

_SERIES, _READER = "a" * 64, "user-1"
_PROCESSES = 4


def sqlite(folder: Path, tried: Tried, is_short: bool) -> None:
    """Four processes make, fill and work on one SQLite store at once."""
    _at_once(str(folder / "worklist.sqlite3"), folder, tried, 6 if is_short else 40)


def postgresql(folder: Path, tried: Tried, is_short: bool) -> None:
    """The same with PostgreSQL."""
    programs = find_programs()
    if programs is None:
        tried.not_tried.append("PostgreSQL: it is not installed")
        return
    with postgres_server(programs) as socket:
        _at_once(create_database(socket, "liverlens"), folder, tried, 6 if is_short else 40)


def lost_answer(folder: Path, tried: Tried, is_short: bool) -> None:
    """The database commits and is killed before it says so: each step is repeated."""
    store = Store.open(folder / "worklist.sqlite3")
    store.queue.enqueue(["/a"], series_digest=_SERIES, model_name="m", n_slices=3)
    with _no_answer(store):
        tried.is_refused(lambda: store.save(record(1)), "saving")
    store.save(record(1))
    tried.holds(store.count() == 1, "a record is doubled")
    with _no_answer(store):
        tried.is_refused(
            lambda: store.queue.enqueue(["/b"], series_digest="b" * 64, model_name="m", n_slices=3),
            "queueing",
        )
    store.queue.enqueue(["/b"], series_digest="b" * 64, model_name="m", n_slices=3)
    tried.holds(len(store.queue.items()) == 2, "a series is queued twice")
    claim = store.queue.claim()
    assert claim is not None
    with _no_answer(store):
        tried.is_refused(lambda: store.queue.done(claim, record(2)), "ending")
    tried.holds(store.queue.done(claim, record(2)) is None, "a series is done twice")
    tried.holds(store.count() == 2, "what was done is lost or doubled")


def lost_answer_to_a_reader(folder: Path, tried: Tried, is_short: bool) -> None:
    """The same for a reader's outlines: the reader goes on, and no version is doubled."""
    from dashboard.services import readers_outlines
    from dashboard.state.edited import Edited

    store = Store.open(folder / "worklist.sqlite3")
    edited = Edited("1.2.3", (2, 2, 2))
    edited.reader = _READER
    with mock.patch("dashboard.services.worklist_store.required", lambda: store):
        kept = []
        for number in range(1, 7):
            change = Change({}, (Finding(1, note=str(number)),), {})
            with ExitStack() as answers:
                if number in (2, 4, 5):
                    answers.enter_context(_no_answer(store))
                with tried.going(f"edit {number}"):
                    edited.change(change, edited.revision, readers_outlines.keep)
            if edited.is_kept:
                kept.append(str(number))
        tried.holds(edited.is_kept, "the reader's last edit is not kept")
    digest = store.key.series_digest("1.2.3")
    saved = [
        store.annotation(digest, _READER, version=one.version)
        for one in store.annotation_versions(digest)
    ]
    notes = [one.annotation.findings[0].note for one in saved if one]
    tried.holds(set(kept) <= set(notes), f"versions {notes}, acknowledged {kept}")
    tried.holds(len(notes) == len(set(notes)), f"versions are doubled: {notes}")


@contextmanager
def _no_answer(store: Store) -> Iterator[None]:
    """Each transaction is committed, and then the connection is gone."""
    writing = store._database.writing

    @contextmanager
    def and_gone() -> Iterator[sa.Connection]:
        with writing() as connection:
            yield connection
        raise StoreError(shut_down(store.place))

    with mock.patch.object(store._database, "writing", and_gone):
        yield


def _at_once(address: str, folder: Path, tried: Tried, count: int) -> None:
    together = multiprocessing.get_context("fork").Barrier(_PROCESSES)

    def of_one(number: int) -> dict[str, Any]:
        together.wait(600)
        store = Store.open(address)
        found: dict[str, Any] = {
            "key": load_key(folder / "worklist.key").fingerprint(),
            "identity": store.identity,
            "stale": 0,
            "claimed": [],
        }
        trail = Trail(folder / "audit.jsonl", PatientKey(b"k" * 32))
        for step in range(count):
            store.save(record(step))
            store.queue.enqueue(["/a"], series_digest=f"{step:064x}", model_name="m", n_slices=3)
            trail.note(f"server-{number}", "opened", what=str(step))
            newest = store.annotation_versions(_SERIES, reader=_READER)
            outlines = Annotation(
                np.zeros((1, 2, 2), np.uint8), (Finding(1, note=f"{number} {step}"),)
            )
            try:
                store.save_annotation(_SERIES, _READER, outlines, base=len(newest))
                found.setdefault("saved", []).append(f"{number} {step}")
            except StaleVersionError:
                found["stale"] += 1
        while (claim := store.queue.claim()) is not None:
            found["claimed"].append(claim.item.series_digest)
            assert store.queue.done(claim, record(int(claim.item.series_digest, 16))) is not None
        store.close()
        return found

    every = _each_in_its_process(of_one, tried)
    if len(every) < _PROCESSES:
        return
    store = Store.open(address)
    tried.holds(len({one["key"] for one in every}) == 1, "two keys")
    tried.holds(len({one["identity"] for one in every}) == 1, "two identities")
    records = Counter(one.series_digest for one in store.list())
    tried.holds(sorted(records.values()) == [1] * count, "records are lost or doubled")
    claimed = Counter(digest for one in every for digest in one["claimed"])
    tried.holds(max(claimed.values()) == 1, "a series was claimed twice")
    tried.holds(store.queue.counts() == {"done": count}, "a series is lost or doubled")
    versions = [one.version for one in store.annotation_versions(_SERIES)]
    tried.holds(versions == list(range(1, len(versions) + 1)), "versions have gaps or doubles")
    saved = [note for one in every for note in one.get("saved", [])]
    notes = [
        one.annotation.findings[0].note
        for number in versions
        if (one := store.annotation(_SERIES, _READER, version=number))
    ]
    tried.holds(sorted(notes) == sorted(saved), "an acknowledged version is lost or doubled")
    stale = sum(one["stale"] for one in every)
    tried.holds(len(saved) + stale == count * _PROCESSES, "a version has no answer")
    trail = Trail(folder / "audit.jsonl", PatientKey(b"k" * 32))
    lines = Counter((one.who, one.what) for one in trail.read())
    tried.holds(len(lines) == count * _PROCESSES == lines.total(), "lines are lost or doubled")
    tried.holds(trail.check() == Checked(None, ()), "the trail no longer verifies")
    store.close()


def _each_in_its_process(of_one: Callable[[int], Any], tried: Tried) -> list[Any]:
    context = multiprocessing.get_context("fork")
    pipes, children = [], []
    for number in range(_PROCESSES):
        ours, theirs = context.Pipe(duplex=False)

        def answer(pipe: Connection = theirs, number: int = number) -> None:
            try:
                pipe.send((True, of_one(number)))
            except BaseException as error:  # noqa: BLE001  whatever it is, it is a failure
                pipe.send((False, f"{type(error).__name__}: {error}"))
            os._exit(0)

        child = context.Process(target=answer, daemon=True)
        child.start()
        theirs.close()
        pipes.append(ours)
        children.append(child)
    found = []
    for ours, child in zip(pipes, children, strict=True):
        try:
            is_good, said = ours.recv() if ours.poll(600) else (False, "no answer in time")
        except EOFError:
            is_good, said = False, "it was ended"
        tried.holds(is_good, f"a process failed: {said}" if not is_good else "")
        if is_good:
            found.append(said)
        child.kill()
        child.join()
    return found


TRIALS = tuple(
    Trial("two servers", function.__name__.replace("_", "-"), function.__doc__ or "", function)
    for function in (sqlite, postgresql, lost_answer, lost_answer_to_a_reader)
)
