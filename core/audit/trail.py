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
class Checked:
    """What a look at every line found."""

    #: The first line, counted from 1, that is no entry or doesn't follow the one before it; None
    #: while all do.
    damaged: int | None
    #: Lines before it whose writing was cut off, by a crash or a full disk: what they were to say
    #: is not recorded, and the lines after them follow.
    cut_off: tuple[int, ...]


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
                number, before, is_whole = _last(descriptor)
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
        """Whether each line is an entry and follows the one before it.

        The lines hold no secret: whoever may write the file can also edit the last line, add one
        that follows, or rewrite all of it. Keep a copy elsewhere so that this shows.

        Raises:
            StoreError: the file can't be read.
        """
        before, count = "", 0
        cut_off: list[int] = []
        for number, line in enumerate(self._lines(), start=1):
            entry = Entry.read(line)
            if entry is not None and entry.before == before and entry.number == count + 1:
                count = entry.number
            elif entry is None and _is_beginning(line, count + 1):
                cut_off.append(number)
            else:
                # What was put in the place of a line is no cut off one.
                is_after_one = cut_off[-1:] == [number - 1]
                return Checked(cut_off.pop() if is_after_one else number, tuple(cut_off))
            before = digest(line)
        return Checked(None, tuple(cut_off))

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


def _is_beginning(line: str, number: int) -> bool:
    """Whether it may be what is left of the entry of that number; a power cut can leave zeros."""
    start = f'{{"number":{number},"at":"'
    there = line.rstrip("\0").rstrip()
    # One that has its end was not cut off: somebody wrote it so.
    return there[: len(start)] == start[: len(there)] and not there.endswith("}")


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


def _last(descriptor: int) -> tuple[int, str, bool]:
    """(number of the last entry that follows, digest of the last line, whether it is whole)."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size == 0:
        return 0, "", True
    n_bytes = _TAIL_BYTES
    while True:
        start = max(0, size - n_bytes)
        os.lseek(descriptor, start, os.SEEK_SET)
        tail = os.read(descriptor, size - start)
        # Cut in two by the start of the tail, the first line is no entry.
        found = [one for one in _walk(_split(tail), None if start else "") if one.follows]
        if found or start == 0:
            break
        n_bytes *= 8
    last = _split(tail)[-1]
    return (found[-1].entry.number if found else 0), digest(last), tail.endswith(b"\n")
