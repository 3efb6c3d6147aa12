"""Disks that fill up at every byte: in the store, the audit trail, the inbox and the key."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.audit import Checked, Trail
from core.errors import LiverLensError
from core.pacs.instance import Instance
from core.receive.inbox import Inbox
from core.receive.part import NoRoomError
from core.receive.settings import ReceiveSettings
from core.worklist import PatientKey, Store
from core.worklist.key_file import load_key
from tools.faults.child import in_child, no_file_beyond
from tools.faults.made import record
from tools.faults.trials.trial import Trial, Tried
from tools.server import ROOT

_KEY = PatientKey(b"k" * 32)


def _each(step: Callable[[Tried, Path, int], None], limits: range, folder: Path) -> Tried:
    """The step under each limit, in one child."""

    def run() -> Tried:
        tried = Tried()
        for limit in limits:
            place = folder / str(limit)
            place.mkdir()
            step(tried, place, limit)
        return tried

    return in_child(run)


def trail(folder: Path, tried: Tried, is_short: bool) -> None:
    """The disk fills up at each byte of a line."""

    def step(tried: Tried, place: Path, limit: int) -> None:
        trail = Trail(place / "audit.jsonl", _KEY)
        trail.note("a", "opened")
        before = trail.file.read_bytes()
        with no_file_beyond(len(before) + limit):
            refused = tried.is_refused(lambda: trail.note("b", "opened"), "noting")
        if refused:
            tried.holds(trail.file.read_bytes() == before, "a refused line left something behind")
        else:
            tried.holds([one.who for one in trail.read()] == ["a", "b"], "an accepted line is lost")
        trail.note("c", "opened")
        tried.holds(trail.check() == Checked(None, ()), "the trail no longer verifies")

    tried.add(_each(step, range(0, 300, 29 if is_short else 1), folder))


def store(folder: Path, tried: Tried, is_short: bool) -> None:
    """The disk fills up at many places of what SQLite writes for records."""

    def step(tried: Tried, place: Path, limit: int) -> None:
        store = Store.open(place / "worklist.sqlite3")
        kept = [record(1)]
        store.save(kept[0])
        with no_file_beyond(limit):
            for number in (2, 3):
                one = record(number)
                if not tried.is_refused(partial(store.save, one), "saving"):
                    kept.append(one)
            tried.is_refused(store.count, "reading")
        again = Store.open(place / "worklist.sqlite3")
        there = {one.series_digest for one in again.list()}
        tried.holds(there == {one.series_digest for one in kept}, "what is there is not what was")
        with again._database.reading() as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        tried.holds(said == "ok", "the store is damaged")
        with tried.going("saving when there is room again"):
            again.save(record(4))

    size = 400_000
    tried.add(_each(step, range(0, size, size // (6 if is_short else 90)), folder))


def new_store(folder: Path, tried: Tried, is_short: bool) -> None:
    """The disk fills up while the store is made; the next start makes it."""

    def step(tried: Tried, place: Path, limit: int) -> None:
        file = place / "worklist.sqlite3"

        def begin() -> None:
            store = Store.open(file)
            store.save(record(1))
            _ = store.key

        with no_file_beyond(limit):
            tried.is_refused(begin, "making a store")
        with tried.going("making it when there is room again"):
            begin()
            assert Store.open(file).count() == 1

    size = 400_000
    tried.add(_each(step, range(0, size, size // (3 if is_short else 40)), folder))


def key(folder: Path, tried: Tried, is_short: bool) -> None:
    """The disk fills up at each byte of the key of the pseudonyms."""

    def step(tried: Tried, place: Path, limit: int) -> None:
        file = place / "worklist.key"
        with no_file_beyond(limit):
            refused = tried.is_refused(lambda: load_key(file), "making a key")
        tried.holds(
            not refused or list(place.iterdir()) == [], "a refused key left something behind"
        )
        tried.holds(load_key(file).fingerprint() == load_key(file).fingerprint(), "two keys")

    tried.add(_each(step, range(0, 70, 23 if is_short else 1), folder))


def inbox(folder: Path, tried: Tried, is_short: bool) -> None:
    """The disk fills up at many places of a file that is received."""
    body = bytes(range(256)) * 40

    def step(tried: Tried, place: Path, limit: int) -> None:
        inbox = Inbox.open(ReceiveSettings(folder=str(place / "inbox"), free_bytes=0))
        first, second = _instance(1), _instance(2)
        inbox.keep(body, first)
        with no_file_beyond(limit):
            try:
                inbox.keep(body, second)
            except NoRoomError:
                tried.holds(inbox.n_files == 1, "a refused file counts")
            except Exception as error:  # noqa: BLE001  whatever it is, it is a failure
                tried.fails(f"keeping: {type(error).__name__}: {error}")
            else:
                tried.holds(limit >= len(body), "a file that has no room was accepted")
            (arrived,) = inbox.series()
            tried.is_refused(lambda: inbox.settle(arrived), "noting that it was queued")
        halves = [path.name for path in inbox.folder.rglob("*.part")]
        tried.holds(not halves, "a half file stays")
        inbox.close()
        again = Inbox.open(ReceiveSettings(folder=str(place / "inbox"), free_bytes=0))
        for one in (first, second):
            again.keep(body, one)
        tried.holds(again.n_files == 2, "a file is lost or doubled")
        bodies = {path.read_bytes() for path in again.folder.rglob("*.dcm")}
        tried.holds(bodies == {body}, "a file is not what was sent")
        again.close()

    size = len(body) + 200
    tried.add(_each(step, range(0, size, size // (5 if is_short else 100)), folder))


def log(folder: Path, tried: Tried, is_short: bool) -> None:
    """The disk is full where a command's output goes."""
    with Path("/dev/full").open("wb") as full:
        for stream in ("stdout", "stderr"):
            words = [sys.executable, "-m", "core", "worklist", "show", "1"]
            if stream == "stdout":
                words = [sys.executable, "-m", "core", "models"]
            done = subprocess.run(
                words,
                cwd=ROOT,
                check=False,
                text=True,
                stdout=full if stream == "stdout" else subprocess.PIPE,
                stderr=full if stream == "stderr" else subprocess.PIPE,
            )
            tried.holds(done.returncode == 2, f"exit status {done.returncode} for a full {stream}")
            said = (done.stdout or "") + (done.stderr or "")
            tried.holds("Traceback" not in said, f"a traceback for a full {stream}")
            tried.holds("Exception ignored" not in said, f"an exception for a full {stream}")


def small_disk(folder: Path, tried: Tried, is_short: bool) -> None:
    """A real file system of 1 MB that holds store, trail and inbox (needs root)."""
    if is_short:
        tried.not_tried.append("a small file system: left out of a short run")
        return
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        tried.not_tried.append("a small file system: this user may not mount one")
        return
    try:
        _fill(disk, tried)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def _instance(number: int) -> Instance:
    return Instance("1.2", f"1.2.3.{number}", "1.2", "1.2.3", "1.2.1")


def _fill(disk: Path, tried: Tried) -> None:
    store, trail = Store.open(disk / "worklist.sqlite3"), Trail(disk / "audit.jsonl", _KEY)
    inbox = Inbox.open(ReceiveSettings(folder=str(disk / "inbox"), free_bytes=0))
    body = bytes(3000)
    kept: dict[str, set[int]] = {"record": set(), "line": set(), "file": set()}
    for number in range(1, 2000):
        steps: dict[str, Callable[[], object]] = {
            "record": partial(store.save, record(number)),
            "line": partial(trail.note, "a", "opened", what=str(number)),
            "file": partial(inbox.keep, body, _instance(number)),
        }
        refused = set()
        for what, step in steps.items():
            try:
                step()
                kept[what].add(number)
            except (LiverLensError, NoRoomError) as error:
                tried.said[getattr(error, "code", "") or type(error).__name__] += 1
                refused.add(what)
            except Exception as error:  # noqa: BLE001  whatever it is, it is a failure
                tried.fails(f"{what}: {type(error).__name__}: {error}")
            tried.n += 1
        if refused == set(steps):
            break
    else:
        tried.fails("the disk never filled up")
    lines = [int(one.what) for one in trail.read()]
    tried.holds(lines == sorted(kept["line"]), "lines are lost or doubled")
    tried.holds(trail.check() == Checked(None, ()), "the trail no longer verifies")
    tried.holds(inbox.n_files == len(kept["file"]), "files are lost or doubled")
    next(inbox.folder.rglob("*.dcm")).unlink()
    next(inbox.folder.rglob("*.dcm")).unlink()
    digests = {one.series_digest for one in store.list()}
    expected = {record(number).series_digest for number in kept["record"]}
    tried.holds(digests == expected, "records are lost or doubled")
    inbox.close()


TRIALS = tuple(
    Trial("disk full", function.__name__.replace("_", "-"), function.__doc__ or "", function)
    for function in (trail, store, new_store, key, inbox, log, small_disk)
)
