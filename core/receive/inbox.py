"""Files on the disk as they came: each one whole and flushed before it is acknowledged.

One folder a series, one file an instance; both are named by hashes of their UIDs. Everything is for
the owner alone (0700, 0600).
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from core.atomic_write import flush_folder
from core.errors import PacsError
from core.pacs.instance import Instance, read_instance
from core.pacs.uids import name_of
from core.receive import sentences
from core.receive.folder import (
    Arrived,
    files_of,
    note_queued,
    remove_ours,
    series_in,
    take_over,
    tidy,
)
from core.receive.ours import REMOVED, SUFFIX, is_in_series
from core.receive.part import AnotherUnderUidError, NoRoomError, Part, full_or
from core.receive.settings import ReceiveSettings

#: As many of one series.
MOST_FILES = 20_000


class Inbox:
    """Safe to use from any thread of one process, and closed to every other process."""

    def __init__(self, settings: ReceiveSettings) -> None:
        self._settings = settings
        self.folder = settings.inbox
        self._lock = threading.Lock()
        #: Folder name -> what is in it.
        self._series: dict[str, Arrived] = {}
        self._n_bytes = 0
        self._descriptor = -1

    @classmethod
    def open(cls, settings: ReceiveSettings) -> Inbox:
        """The inbox with what is in it; halves of files that a crash left are removed.

        Raises PacsError where the folder can't be used, or belongs to somebody else, InboxInUse
        where another process has opened it.
        """
        inbox = cls(settings)
        inbox._descriptor = take_over(inbox.folder)
        try:
            tidy(inbox.folder)
            for arrived, n_bytes in series_in(inbox.folder):
                inbox._series[arrived.folder.name] = arrived
                inbox._n_bytes += n_bytes
        except OSError as error:
            inbox.close()
            reason = error.strerror or error
            raise PacsError(sentences.inbox_unusable(inbox.folder, reason)) from error
        return inbox

    def close(self) -> None:
        """Leave it to other processes; the end of this one does so too."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Inbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def keep(self, body: bytes, found: Instance) -> None:
        """Write one DICOM file, whose identity is `found`; it is on the disk when this returns. One
        that is there already is kept once.

        Raises:
            NoRoomError, AnotherUnderUidError.
            OSError: the disk fails otherwise.
        """
        path = self._path_of(found)
        if path.exists():
            # Also on a full disk.
            if path.read_bytes() != body:
                raise AnotherUnderUidError(path.name)
            return
        self.check_room(len(body))
        with Part(self.folder) as part:
            part.write(body)
            self.take(part, found)

    def begin(self) -> Part:
        """A file that will come piece by piece; `take` keeps it. Raises as `keep`."""
        self.check_room(0)
        return Part(self.folder)

    def take(self, part: Part, found: Instance) -> None:
        """As `keep`, of a file that has come whole."""
        path = self._path_of(found)
        if path.exists():
            part.check_same(path)
            return
        self.check_room(part.n_bytes, path.parent.name)
        part.to_disk()
        try:
            with self._lock:
                is_new_folder = not path.parent.is_dir()
                if is_new_folder:
                    path.parent.mkdir(mode=0o700, exist_ok=True)
                is_new = part.link(path)
                if is_new:
                    self._count(path.parent, part.n_bytes)
            if is_new_folder:
                flush_folder(self.folder)
            flush_folder(path.parent)
        except OSError as error:
            raise full_or(error) from error
        if not is_new:
            part.check_same(path)

    def series(self) -> list[Arrived]:
        """Every series, the one that waits longest first."""
        with self._lock:
            return sorted(self._series.values(), key=lambda one: one.since)

    @property
    def n_files(self) -> int:
        with self._lock:
            return sum(one.n_files for one in self._series.values())

    def look_again(self) -> None:
        """Take notice of series that the app has put here meanwhile, so that they are removed in
        their time; the app has queued them itself."""
        for arrived, n_bytes in series_in(self.folder):
            with self._lock:
                if arrived.folder.name not in self._series:
                    settled = replace(arrived, n_queued=arrived.n_files)
                    self._series[arrived.folder.name] = settled
                    self._n_bytes += n_bytes

    def settle(self, arrived: Arrived) -> None:
        """Remember, over restarts too, that the series was dealt with as it is in `arrived`."""
        note_queued(arrived.folder, arrived.n_files)
        with self._lock:
            now = self._series.get(arrived.folder.name)
            if now is not None:
                settled = replace(now, n_queued=arrived.n_files)
                self._series[arrived.folder.name] = settled

    def first_instance(self, arrived: Arrived) -> Instance | None:
        """The identity of one file of the series."""
        return next((read_instance(path) for path in files_of(arrived.folder)), None)

    def remove(self, arrived: Arrived) -> bool:
        """Forget a series, files and all. False, and nothing happens, where a file came meanwhile:
        that one was acknowledged. What somebody else has put into its folder stays there."""
        name = arrived.folder.name
        gone = self.folder / f"{REMOVED}{secrets.token_hex(8)}"
        with self._lock:
            if self._series.get(name) != arrived:
                return False
            n_bytes = sum(path.stat().st_size for path in files_of(arrived.folder))
            if all(map(is_in_series, arrived.folder.iterdir())):
                arrived.folder.rename(gone)
            else:
                # Under a hidden name, nobody would find the rest again.
                gone = arrived.folder
                remove_ours(gone)
            del self._series[name]
            self._n_bytes -= n_bytes
        remove_ours(gone)
        return True

    def check_room(self, n_bytes: int, name: str = "") -> None:
        """Raises NoRoomError unless a file of that size can be kept; in the folder `name`, where
        that is known."""
        settings = self._settings
        with self._lock:
            known = self._series.get(name)
            held = self._n_bytes
        if (
            n_bytes > settings.most_file_bytes
            or (known is not None and known.n_files >= MOST_FILES)
            or held + n_bytes > settings.most_bytes
            or shutil.disk_usage(self.folder).free - n_bytes < settings.free_bytes
        ):
            raise NoRoomError(os.strerror(errno.ENOSPC))

    def _path_of(self, found: Instance) -> Path:
        folder = self.folder / name_of(found.study_uid, found.series_uid)
        return folder / f"{name_of(found.sop_instance_uid)}{SUFFIX}"

    def _count(self, folder: Path, n_bytes: int) -> None:
        """With the lock held."""
        before = self._series.get(folder.name) or Arrived(folder, 0, 0.0, 0)
        self._series[folder.name] = replace(
            before, n_files=before.n_files + 1, last=time.time(), since=time.monotonic()
        )
        self._n_bytes += n_bytes
