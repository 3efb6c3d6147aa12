"""A store that may be read and not written, and files that belong to somebody else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from core.annotation import Annotation
from core.audit import Trail
from core.pacs.instance import Instance
from core.receive.answers import STORED, answer_of
from core.receive.inbox import Inbox
from core.receive.settings import ReceiveSettings
from core.worklist import PatientKey, Store
from tools.faults.child import become_nobody, in_child
from tools.faults.made import record
from tools.faults.trials.trial import Trial, Tried
from tools.postgres_server import create_database, find_programs, postgres_server

_SERIES, _READER = "a" * 64, "user-1"


def sqlite(folder: Path, tried: Tried, is_short: bool) -> None:
    """SQLite with mode=ro."""
    file = folder / "worklist.sqlite3"
    _fill(Store.open(file))
    _try(Store.open(f"sqlite:///file:{file}?mode=ro&uri=true"), tried)
    _is_whole(Store.open(file), tried)


def postgresql(folder: Path, tried: Tried, is_short: bool) -> None:
    """PostgreSQL with default_transaction_read_only."""
    programs = find_programs()
    if programs is None:
        tried.not_tried.append("PostgreSQL: it is not installed")
        return
    with postgres_server(programs) as socket:
        url = create_database(socket, "liverlens")
        store = Store.open(url)
        _fill(store)
        store.close()
        store = Store.open(f"{url}&options=-c%20default_transaction_read_only%3Don")
        _try(store, tried)
        store.close()
        store = Store.open(url)
        _is_whole(store, tried)
        store.close()


def another_users_files(folder: Path, tried: Tried, is_short: bool) -> None:
    """Store, trail and inbox in folders of another user (needs root)."""
    if os.geteuid() != 0:
        tried.not_tried.append("files of another user: only root can make them")
        return
    # What lies above may be closed to others.
    place = Path("/tmp") / f"ll-read-only-{os.getpid()}"
    place.mkdir()
    try:
        _fill(Store.open(place / "worklist.sqlite3"))
        Trail(place / "audit.jsonl", PatientKey(b"k" * 32)).note("a", "opened")
        (place / "inbox").mkdir()
        for path in (place, *place.iterdir()):
            path.chmod(0o555 if path.is_dir() else 0o444)

        def run() -> Tried:
            tried = Tried()
            become_nobody()
            _as_nobody(place, tried)
            return tried

        tried.add(in_child(run))
        _is_whole(Store.open(place / "worklist.sqlite3"), tried)
    finally:
        for path in sorted(place.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        place.rmdir()


def _as_nobody(place: Path, tried: Tried) -> None:
    file = place / "worklist.sqlite3"
    tried.is_refused(lambda: Store.open(file).list(), "reading")
    tried.holds(
        tried.is_refused(lambda: Store.open(file).save(record(2)), "saving"), "it was written"
    )
    trail = Trail(place / "audit.jsonl", PatientKey(b"k" * 32))
    tried.holds(tried.is_refused(lambda: trail.note("b", "opened"), "noting"), "it was written")
    tried.holds([one.who for one in trail.read()] == ["a"], "the trail can't be read")
    settings = ReceiveSettings(folder=str(place / "inbox"), free_bytes=0)
    tried.holds(
        tried.is_refused(lambda: Inbox.open(settings), "opening the inbox"), "it was taken over"
    )
    # It was the receiver's own when it began.
    one = Instance("1.2", "1.2.3", "1.2", "1.2.3", "1.2.1")
    inbox = Inbox(settings)
    tried.holds(answer_of(lambda: inbox.keep(b"body", one)) != STORED, "a file was acknowledged")


def _fill(store: Store) -> None:
    _ = store.key
    store.save(record(1))
    store.save_annotation(_SERIES, _READER, _outlines(), base=0)
    store.queue.enqueue(["/a"], series_digest=_SERIES, model_name="m", n_slices=3)


def _try(store: Store, tried: Tried) -> None:
    """What may be read is read, what may not be written is refused with a sentence."""
    reads: dict[str, Callable[[], object]] = {
        "listing records": lambda: [one.liver_ml for one in store.list()] == [1.0] or 1 / 0,
        "the key": lambda: store.key,
        "listing outlines": lambda: store.annotated()[0],
        "listing the queue": lambda: store.queue.items()[0],
    }
    for what, step in reads.items():
        with tried.going(what):
            step()
    writes: dict[str, Callable[[], object]] = {
        "saving": lambda: store.save(record(2)),
        "marking": lambda: store.mark(1, "reviewed"),
        "removing": lambda: store.delete(1),
        "removing what is old": lambda: store.delete_older(0),
        "outlining": lambda: store.save_annotation(_SERIES, _READER, _outlines(), base=1),
        "claiming": lambda: store.queue.claim(),
        "retrying": lambda: store.queue.retry(),
        "queueing": lambda: store.queue.enqueue(
            ["/b"], series_digest="b" * 64, model_name="m", n_slices=3
        ),
    }
    for what, step in writes.items():
        tried.holds(tried.is_refused(step, what), f"{what}: it was not refused")


def _is_whole(store: Store, tried: Tried) -> None:
    tried.holds([one.liver_ml for one in store.list()] == [1.0], "the record is not as it was")
    tried.holds(store.queue.counts() == {"waiting": 1}, "the queue is not as it was")
    tried.holds([one.version for one in store.annotated()] == [1], "the outlines are not as before")


def _outlines() -> Annotation:
    return Annotation(np.zeros((3, 4, 4), np.uint8))


TRIALS = tuple(
    Trial("read-only store", function.__name__.replace("_", "-"), function.__doc__ or "", function)
    for function in (sqlite, postgresql, another_users_files)
)
