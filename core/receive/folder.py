"""The inbox's folder: whose it is, who works in it, and what lies in it.

Only what we have named ourselves is ever counted or removed (`core.receive.ours`).
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from core.atomic_write import atomic_file
from core.errors import PacsError
from core.receive import ours, sentences

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:
    # Windows: one receiver at a time is up to the operator there.
    fcntl = None

#: What the app has not finished fetching by then, it has left behind.
_LEFT_SECONDS = 86_400.0


class InboxInUse(PacsError):
    """Another process works in it."""


@dataclass(frozen=True)
class Arrived:
    """One series in the inbox."""

    folder: Path
    n_files: int
    #: `time.time()` of its last file.
    last: float
    #: How many files it had when it was queued or set aside, 0 for never.
    n_queued: int
    #: `time.monotonic()` of its last file: the clock of `last` may be set back meanwhile.
    since: float = 0.0

    @property
    def is_settled(self) -> bool:
        """Nothing came since it was queued."""
        return self.n_files == self.n_queued


def claim(folder: Path) -> None:
    """Make the folder if needed, for its owner alone, and mark it as an inbox.

    Raises PacsError where it can't be used, belongs to somebody else or holds other files than an
    inbox does; nothing in it is changed then.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            raise PacsError(sentences.inbox_open_to_others(folder))
        if not ours.is_inbox(folder):
            raise PacsError(sentences.inbox_holds_others(folder))
        folder.chmod(0o700)
        (folder / ours.MARKER).touch(0o600)
    except OSError as error:
        raise PacsError(sentences.inbox_unusable(folder, error.strerror or error)) from error


def take_over(folder: Path) -> int:
    """Claim the folder, and keep other receivers out of it until the descriptor that is returned is
    closed (-1: nothing to close).

    Raises PacsError as `claim`; InboxInUse.
    """
    claim(folder)
    if fcntl is None:
        return -1
    try:
        descriptor = os.open(folder / ours.LOCK, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise InboxInUse(sentences.inbox_in_use(folder)) from error
    except OSError as error:
        raise PacsError(sentences.inbox_unusable(folder, error.strerror or error)) from error
    return descriptor


def tidy(folder: Path) -> None:
    """Remove what a crash has left: halves of files, series that were on their way out or in."""
    for path in folder.glob(".*"):
        with contextlib.suppress(OSError):
            if ours.is_half(path):
                path.unlink(missing_ok=True)
            elif ours.is_removed(path) or (
                ours.is_fetched(path) and time.time() - path.stat().st_mtime > _LEFT_SECONDS
            ):
                remove_ours(path)


def series_in(folder: Path) -> Iterator[tuple[Arrived, int]]:
    """Every series with a file, and its bytes."""
    for one in folder.iterdir():
        if not ours.is_series(one):
            continue
        stats = [path.lstat() for path in files_of(one)]
        if stats:
            last = max(each.st_mtime for each in stats)
            since = time.monotonic() - max(0.0, time.time() - last)
            yield (
                Arrived(one, len(stats), last, _n_queued(one), since),
                sum(each.st_size for each in stats),
            )


def files_of(folder: Path) -> Iterator[Path]:
    """The files of one series."""
    return (
        path
        for path in folder.iterdir()
        if ours.is_file_name(path.name) and stat.S_ISREG(path.lstat().st_mode)
    )


def remove_ours(folder: Path) -> None:
    """Remove our files in it, and then the folder, unless something else is in it."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if ours.is_half_state(path):
                (path / ours.HALF_STATE).unlink(missing_ok=True)
                path.rmdir()
            elif ours.is_in_series(path):
                path.unlink(missing_ok=True)
        folder.rmdir()


def note_queued(folder: Path, n_files: int) -> None:
    """Remember, over restarts too, how many files the series had when it was queued."""
    with atomic_file(folder / ours.STATE) as part:
        part.write_text(json.dumps({"files": n_files}), encoding="ascii")


def _n_queued(folder: Path) -> int:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return int(json.loads((folder / ours.STATE).read_text(encoding="ascii"))["files"])
    return 0
