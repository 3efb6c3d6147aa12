"""Whether a trail is what was written: each line follows the one before it, up to the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.audit import sentences
from core.audit.end import CHANGED, LONGER, MISSING, UNKNOWN, WHOLE, End, end_file
from core.audit.entry import Entry, digest
from core.sentence import Sentence


@dataclass(frozen=True)
class Checked:
    """What a look at every line found."""

    #: The first line, counted from 1, that is no entry or doesn't follow the one before it; None
    #: while all do.
    damaged: int | None
    #: Lines before it whose writing was cut off, by a crash or a full disk: what they were to say
    #: is not recorded, and the lines after them follow.
    cut_off: tuple[int, ...]
    #: What `core.audit.end` tells of the last lines, where no line is damaged.
    end: str = WHOLE
    #: Lines that were cut off the end before this entry was written don't show.
    since: int = 1

    def wrong(self, file: Path) -> Sentence | None:
        """What somebody did to the trail in `file`; None where nothing shows."""
        if self.damaged is not None:
            return sentences.trail_damaged(file, self.damaged)
        if self.end == MISSING:
            return sentences.trail_end_missing(file)
        if self.end == LONGER:
            return sentences.trail_longer(file)
        return sentences.trail_end_changed(end_file(file)) if self.end == CHANGED else None

    def remarks(self, file: Path) -> list[Sentence]:
        """What else is to be known of it."""
        found = [sentences.trail_cut_off(file, self.cut_off)] if self.cut_off else []
        if self.end == UNKNOWN:
            found.append(sentences.trail_end_unknown(end_file(file)))
        if self.since > 1:
            found.append(sentences.trail_end_since(self.since))
        return found


def check_lines(lines: Sequence[str], end: End | str) -> Checked:
    """Look at all lines of a trail.

    Args:
        end: as `end.read_end` found it at the same moment.
    """
    before, count = "", 0
    #: Entries after the one that was written last, by `end`; None before that.
    after: int | None = None
    cut_off: list[int] = []
    if isinstance(end, End) and not lines:
        return Checked(None, (), MISSING, end.since)
    for number, line in enumerate(lines, start=1):
        entry = Entry.read(line)
        if entry is not None and entry.before == before and entry.number == count + 1:
            count = entry.number
            after = None if after is None else after + 1
        elif entry is None and _is_beginning(line, count + 1):
            cut_off.append(number)
        else:
            # What was put in the place of a line is no cut off one.
            is_after_one = cut_off[-1:] == [number - 1]
            return Checked(cut_off.pop() if is_after_one else number, tuple(cut_off))
        before = digest(line)
        if isinstance(end, End) and before == end.digest:
            after = 0
    if not isinstance(end, End):
        return Checked(None, tuple(cut_off), end if lines or end != UNKNOWN else WHOLE)
    # A crash may come between an entry and its end; the next entry writes both.
    found = MISSING if after is None else LONGER if after > 1 else WHOLE
    return Checked(None, tuple(cut_off), found, end.since)


def _is_beginning(line: str, number: int) -> bool:
    """Whether it may be what is left of the entry of that number; a power cut can leave zeros."""
    start = f'{{"number":{number},"at":"'
    there = line.rstrip("\0").rstrip()
    # One that has its end was not cut off: somebody wrote it so.
    return there[: len(start)] == start[: len(there)] and not there.endswith("}")
