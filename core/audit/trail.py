"""The file behind the audit trail: one line an event, written whole, in the order of the events."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.audit import sentences
from core.audit.check import Checked, check_lines
from core.audit.end import End, read_end, write_end
from core.audit.entry import ACTIONS, LONGEST, LONGEST_LINE, Entry, digest
from core.audit.place import VARIABLE, audit_file
from core.errors import ConsentError, StoreError
from core.worklist.key_file import load_key
from core.worklist.location import locate
from core.worklist.patient_key import PSEUDONYM_DIGITS, PatientKey

if sys.platform != "win32":
    import fcntl

_writing = threading.Lock()
#: Some lines lie in it.
_TAIL_BYTES = 2 * LONGEST_LINE


@dataclass(frozen=True)
class Listed:
    """An entry, and whether it belongs to the trail."""

    entry: Entry
    #: Of the file, counted from 1.
    line: int
    #: False where it was put there, or the line before it was changed or removed.
    follows: bool


class Trail:
    """Safe to use from any thread, and from several processes of one machine."""

    def __init__(self, file: Path, key: PatientKey) -> None:
        self.file = file
        self.key = key

    @classmethod
    def open(cls) -> Trail | None:
        """The trail of this machine; None if it is turned off (`LIVERLENS_AUDIT=off`).

        Raises:
            StoreError: the place of the worklist or its key can't be used.
        """
        location = locate()
        file = audit_file(location)
        return None if file is None else cls(file, load_key(location.key_file))

    def user(self, name: str) -> str:
        """The stand-in for a person who signed in: the same for the same e-mail address."""
        return self.key.person("user", name)

    def browser(self, name: str) -> str:
        """The stand-in for a browser in which nobody signed in."""
        return self.key.person("browser", name)

    def note(
        self, who: str, did: str, *, patient: str = "", series: str = "", what: str = ""
    ) -> Entry:
        """Add one entry. It is on the disk when this returns.

        Args:
            did: one of `ACTIONS`.
            patient, series: pseudonym and digest of `core.worklist.PatientKey`.

        Raises:
            ValueError: there is no such action.
            StoreError: the file can't be written; what it holds is untouched.
        """
        if did not in ACTIONS:
            raise ValueError(f"{did!r} is none of {ACTIONS}")
        try:
            with _writing, self._locked() as descriptor:
                size = os.lseek(descriptor, 0, os.SEEK_END)
                end = read_end(self.file, self.key)
                number, before, is_whole = _last(descriptor, end)
                entry = Entry(
                    number + 1,
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    who,
                    did,
                    patient,
                    series[:PSEUDONYM_DIGITS],
                    what[:LONGEST],
                    before,
                )
                # A line that a crash cut off stays a line of its own, which `check` finds.
                start = "" if is_whole else "\n"
                _append(descriptor, f"{start}{entry.line()}\n".encode("ascii"))
                since = end.since if isinstance(end, End) else entry.number
                new = End(entry.number, digest(entry.line()), since)
                try:
                    write_end(self.file, new, self.key)
                except BaseException:
                    # Both are there, or none.
                    if read_end(self.file, self.key) != new:
                        with suppress(OSError):
                            os.ftruncate(descriptor, size)
                    raise
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(sentences.trail_not_writable(self.file, reason, VARIABLE)) from error
        return entry

    def note_refusal(self, who: str, error: ConsentError) -> Entry:
        """Add that the operator's list of studies kept `who` from something; raises as `note`."""
        series = self.key.series_digest(error.series_uid) if error.series_uid else ""
        return self.note(who, "refused", series=series, what=error.code)

    def read(self) -> list[Entry]:
        """The entries that follow the line before them, the oldest first.

        Raises:
            StoreError: the file can't be read.
        """
        return [found.entry for found in self.listed() if found.follows]

    def listed(self) -> list[Listed]:
        """All entries, also those that don't follow; lines that are no entries are skipped.

        Raises:
            StoreError: the file can't be read.
        """
        return list(_walk(self._lines(), ""))

    def check(self) -> Checked:
        """Whether each line is an entry and follows the one before it, and whether the last entry
        that was written is the last one there.

        The lines hold no secret; the file with their end is sealed with the worklist's key. Whoever
        has that key, or puts older copies of both files back, passes. Keep a copy elsewhere so that
        this shows.

        Raises:
            StoreError: the file can't be read.
        """
        with self._still():
            lines, end = self._lines(), read_end(self.file, self.key)
        return check_lines(lines, end)

    def _lines(self) -> list[str]:
        try:
            content = self.file.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(sentences.trail_unreadable(self.file, reason)) from error
        return _split(content)

    @contextmanager
    def _still(self) -> Iterator[None]:
        """Nobody writes meanwhile."""
        descriptor = None
        try:
            if sys.platform != "win32":
                with suppress(FileNotFoundError):
                    descriptor = os.open(self.file, os.O_RDONLY | os.O_NONBLOCK)
                    fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield
        except OSError as error:
            reason = error.strerror or error
            raise StoreError(sentences.trail_unreadable(self.file, reason)) from error
        finally:
            if descriptor is not None:
                os.close(descriptor)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The file, for its owner alone, opened so that every write goes to its end."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
        descriptor = os.open(self.file, flags, 0o600)
        try:
            # On Windows one server process writes, and its threads take turns.
            if sys.platform != "win32":
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _append(descriptor: int, line: bytes) -> None:
    """All of it, on the disk; or nothing of it, with OSError: a disk that fills up takes a part."""
    end = os.lseek(descriptor, 0, os.SEEK_END)
    try:
        written = 0
        while written < len(line):
            written += os.write(descriptor, line[written:])
        os.fsync(descriptor)
    except BaseException:
        with suppress(OSError):
            os.ftruncate(descriptor, end)
        raise


def _split(content: bytes) -> list[str]:
    """Its lines; other ends of lines than LF are part of a line, where they show as a change."""
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    return lines if lines[-1] else lines[:-1]


def _walk(lines: Iterable[str], before: str | None) -> Iterator[Listed]:
    """The entries among `lines`.

    One follows if it holds the hash of the line before it, and the next number: after that of the
    last one that follows, or after that line's own. So what somebody put between is left out, and
    the entries after a line that was changed or removed are found again.

    Args:
        before: the digest of the line before, None where it isn't known.
    """
    count, previous = 0, 0
    for number, line in enumerate(lines, start=1):
        entry = Entry.read(line)
        if entry is not None:
            is_next = entry.number == count + 1 or (previous > 0 and entry.number == previous + 1)
            follows = entry.before == before and is_next
            if follows:
                count = entry.number
            yield Listed(entry, number, follows)
        previous = 0 if entry is None else entry.number
        before = digest(line)


def _last(descriptor: int, end: End | str) -> tuple[int, str, bool]:
    """(number of the last entry, digest of the last line, whether the file ends with a whole one).

    Where the entry that was written last is gone or changed, it counts as if it were there: the
    next one then follows none in the file, which shows for ever.
    """
    size = os.lseek(descriptor, 0, os.SEEK_END)
    known = end if isinstance(end, End) else None
    if size == 0:
        return (known.number, known.digest, True) if known else (0, "", True)
    n_bytes = _TAIL_BYTES
    while True:
        start = max(0, size - n_bytes)
        os.lseek(descriptor, start, os.SEEK_SET)
        tail = os.read(descriptor, size - start)
        # Cut in two by the start of the tail, the first line is no entry.
        lines = _split(tail)
        found = [one for one in _walk(lines, None if start else "") if one.follows]
        is_there = known is None or known.digest in map(digest, lines)
        if (found and is_there) or start == 0:
            break
        n_bytes *= 8
    is_whole = tail.endswith(b"\n")
    number = found[-1].entry.number if found else 0
    if known is None:
        return number, digest(lines[-1]), is_whole
    if not is_there:
        return known.number, known.digest, is_whole
    return max(number, known.number), digest(lines[-1]), is_whole
