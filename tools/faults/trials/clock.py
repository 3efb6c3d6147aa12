"""The clock is set back by a day while programs run, and between two starts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self
from unittest import mock

import numpy as np
import sqlalchemy as sa

from core.annotation import Annotation
from core.audit import Checked, Trail
from core.consent import read_consent
from core.errors import ConsentError
from core.pacs.instance import read_instance
from core.phantom import make_phantom
from core.phantom.dicom_writer import write_dicom
from core.receive import Queueing
from core.receive.inbox import Inbox
from core.receive.retention import remove_old
from core.receive.settings import ReceiveSettings
from core.worklist import Filter, PatientKey, Store
from core.worklist.recovery import LEASE
from core.worklist.tables import QUEUE
from tools.faults.made import record
from tools.faults.trials.trial import Trial, Tried

_SERIES, _READER = "a" * 64, "user-1"
_DAY = timedelta(days=1)


class _Clock:
    """What the store and the modules that ask for the wall's time are told."""

    def __init__(self) -> None:
        self.offset = timedelta()


@contextmanager
def _clock() -> Iterator[_Clock]:
    clock, wall = _Clock(), time.time

    class Told(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + clock.offset

    with (
        mock.patch("core.worklist.database.datetime", Told),
        mock.patch("core.audit.trail.datetime", Told),
        mock.patch("time.time", lambda: wall() + clock.offset.total_seconds()),
    ):
        yield clock


def versions(folder: Path, tried: Tried, is_short: bool) -> None:
    """Outlines that were saved later are the newer ones."""
    with _clock() as clock:
        store = Store.open(folder / "worklist.sqlite3")
        for base in range(3):
            clock.offset = -base * _DAY
            outlines = Annotation(np.zeros((2, 2, 2), np.uint8), slice_labels={base % 2: "benign"})
            store.save_annotation(_SERIES, _READER, outlines, base=base)
            listed = [one.version for one in store.annotation_versions(_SERIES)]
            tried.holds(listed == list(range(1, base + 2)), "an older version counts as newer")
            (newest,) = store.annotated()
            tried.holds(newest.version == base + 1, "an older version is shown")
            read = store.annotation(_SERIES, _READER)
            tried.holds(read and read.version == base + 1, "an older version is read")
        clock.offset = -4 * _DAY
        other = Annotation(np.zeros((2, 2, 2), np.uint8))
        store.save_annotation(_SERIES, "user-2", other, base=0)
        last = store.annotation_versions(_SERIES)[-1]
        tried.holds(last.reader == "user-2", "another reader counts as the one who saved last")


def answers(folder: Path, tried: Tried, is_short: bool) -> None:
    """What a model's newer weights say of a series counts, not what older ones said."""
    with _clock() as clock:
        store = Store.open(folder / "worklist.sqlite3")
        store.save(record(1))
        clock.offset = -_DAY
        newer = store.save(replace(record(1), weights_sha256="e" * 64, liver_ml=2.0))
        (first,) = store.list(Filter(limit=1))
        tried.holds(first.id == newer.id, "an older answer is listed as the last added")
        (point,) = store.cohort(Filter(model_name=newer.model_name)).cloud.points
        tried.holds(point.record_id == newer.id, "an older answer counts in the cohort")


def leases(folder: Path, tried: Tried, is_short: bool) -> None:
    """A series whose worker is gone waits again in ten minutes; a living worker keeps its own."""
    with _clock() as clock:
        store = Store.open(folder / "worklist.sqlite3")
        for number in (1, 2):
            store.queue.enqueue(["/a"], series_digest=f"{number:064x}", model_name="m", n_slices=3)
        gone, held = store.queue.claim(), store.queue.claim()
        assert gone and held
        elsewhere = sa.update(QUEUE).where(QUEUE.c.id == gone.item.id)
        with store._database.writing() as connection:
            connection.execute(elsewhere.values(worker="elsewhere/-/- 1 -"))
        clock.offset = -_DAY
        store.queue.recover()
        states = [one.state for one in store.queue.items()]
        tried.holds(states == ["running"] * 2, "a living worker lost its series to the clock")
        given_back = []
        for minutes in range(1, 12):
            clock.offset = -_DAY + timedelta(minutes=minutes)
            tried.holds(store.queue.heartbeat(held), "a living worker lost its claim")
            store.queue.recover()
            states = [one.state for one in store.queue.items()]
            if states[0] == "waiting":
                given_back.append(minutes)
        tried.holds(given_back, "a series whose worker is gone waits for the clock")
        early = given_back and timedelta(minutes=given_back[0]) < LEASE
        tried.holds(not early, "it was given back at once")
        tried.holds(store.queue.done(held, record(2)), "what a living worker did is lost")


def receiver(folder: Path, tried: Tried, is_short: bool) -> None:
    """A series that came before is queued in its time, by this receiver and by the next one."""
    paths = write_dicom(make_phantom("malignant", n_slices=16, size=48, seed=1), folder / "made")
    bodies = [path.read_bytes() for path in paths]
    for restarts in (False, True):
        with _clock() as clock:
            place = folder / str(restarts)
            settings = ReceiveSettings(
                folder=str(place / "inbox"), free_bytes=0, quiet_seconds=0.0, keep_days=0.01
            )
            store = Store.open(place / "worklist.sqlite3")
            inbox = Inbox.open(settings)
            queueing = Queueing(inbox, settings, store, ("m", "0" * 64))
            for body in bodies:
                _keep(inbox, body)
            clock.offset = -_DAY
            if restarts:
                inbox.close()
                inbox = Inbox.open(settings)
                queueing = Queueing(inbox, settings, store, ("m", "0" * 64))
            queueing.step()
            what = "after a restart" if restarts else "while it runs"
            tried.holds(len(store.queue.items()) == 1, f"it is not queued {what}")
            tried.holds(inbox.n_files == len(bodies), "files are gone")
            inbox.close()
            remove_old(settings, store)
            tried.holds(len(list(inbox.folder.rglob("*.dcm"))) == len(bodies), "files are gone")


def again(folder: Path, tried: Tried, is_short: bool) -> None:
    """What failed is tried again after half a minute, not after a day."""
    body = b"no DICOM"
    settings = ReceiveSettings(folder=str(folder / "inbox"), free_bytes=0, quiet_seconds=0.0)
    with _clock() as clock, mock.patch("core.receive.queueing._AGAIN_SECONDS", 0.0):
        store, inbox = Store.open(folder / "worklist.sqlite3"), Inbox.open(settings)
        tries = []

        def fail(*_: object, **__: object) -> None:
            tries.append(1)
            raise OSError(28, "No space left on device")

        queueing = Queueing(inbox, settings, store, ("m", "0" * 64))
        phantom = make_phantom("normal", n_slices=1, size=48, seed=1)
        body = write_dicom(phantom, folder / "made")[0].read_bytes()
        _keep(inbox, body)
        with mock.patch("core.receive.queueing.add_inputs", fail):
            queueing.step()
            clock.offset = -_DAY
            queueing.step()
        tried.holds(len(tries) == 2, "what failed waits for the clock")
        inbox.close()


def trail(folder: Path, tried: Tried, is_short: bool) -> None:
    """The audit trail keeps the order in which things happened, and verifies."""
    with _clock() as clock:
        trail = Trail(folder / "audit.jsonl", PatientKey(b"k" * 32))
        for days in range(5):
            clock.offset = -days * _DAY
            trail.note("a", "opened", what=str(days))
        tried.holds([one.what for one in trail.read()] == list("01234"), "the order is lost")
        tried.holds(trail.check() == Checked(None, ()), "it no longer verifies")


def retention(folder: Path, tried: Tried, is_short: bool) -> None:
    """Nothing goes before its time."""
    with _clock() as clock:
        store = Store.open(folder / "worklist.sqlite3")
        store.save(record(1))
        clock.offset = -10 * _DAY
        tried.holds(store.delete_older(1) == 0, "a record of today is removed")
        clock.offset = 2 * _DAY
        tried.holds(store.delete_older(1) == 1, "an old record stays")


def consent(folder: Path, tried: Tried, is_short: bool) -> None:
    """A change of the list of studies holds at once."""
    file = folder / "consent.txt"
    file.write_text("1.2.3\n")
    with _clock() as clock, mock.patch.dict("os.environ", {"LIVERLENS_CONSENT": str(file)}):
        tried.holds(_allows("1.2.3"), "a listed study is refused")
        clock.offset = -_DAY
        tried.holds(_allows("1.2.3"), "a listed study is refused")
        file.write_text("1.2.4\n")
        tried.holds(not _allows("1.2.3"), "a study that was taken off the list is allowed")


def _keep(inbox: Inbox, body: bytes) -> None:
    instance = read_instance(body)
    assert instance is not None
    inbox.keep(body, instance)


def _allows(study: str) -> bool:
    try:
        read_consent().check(study)
    except ConsentError:
        return False
    return True


TRIALS = tuple(
    Trial("clock set back", function.__name__, function.__doc__ or "", function)
    for function in (
        versions,
        answers,
        leases,
        receiver,
        again,
        trail,
        retention,
        consent,
    )
)
