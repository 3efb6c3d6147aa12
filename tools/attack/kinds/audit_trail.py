"""The audit trail: cut, edited, made unreadable, put in another's place, written by two servers.

THREATS.md says what is not defended: whoever has the worklist's key can rewrite the file and that
with its end. Without the key every change shows, and none stops the work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from core.audit import Trail
from core.audit.end import LONGER, MISSING, WHOLE, end_file
from core.audit.entry import digest
from core.worklist.patient_key import PatientKey
from tools.attack.arena import Arena
from tools.attack.tries import Kind, Try, tried

_LINES = 6
_KEY = PatientKey(b"k" * 32)
#: Changes the lines of a good trail.
Edit = Callable[[list[str]], list[str]]


def _edited(line: str, **changes: object) -> str:
    return json.dumps({**json.loads(line), **changes}, separators=(",", ":"))


def _rehashed_from(lines: list[str], at: int) -> list[str]:
    """A line changed, and every line after it made to follow; the number of one is forgotten."""
    made = lines[:at]
    for line in lines[at:]:
        made.append(_edited(line, before=digest(made[-1]) if made else "", number=len(made) + 2))
    return made


def _following(lines: list[str], more: list[str]) -> list[str]:
    """`lines`, and `more` after them, with numbers and hashes made to fit."""
    made = list(lines)
    for line in more:
        made.append(_edited(line, number=len(made) + 1, before=digest(made[-1]) if made else ""))
    return made


#: What is done -> (how, the first line that must be named; None where no line is damaged).
#: Of these, the lines that are there are whole, and the end that is missing or added must show.
ENDS = {
    "the end cut off": MISSING,
    "emptied": MISSING,
    "who it was, in the last line": MISSING,
    "all lines made anew": MISSING,
    "two lines that follow": LONGER,
}
EDITS: dict[str, tuple[Edit, int | None]] = {
    "the end cut off": (lambda lines: lines[:-2], None),
    "emptied": (lambda lines: [], None),
    "who it was, in the last line": (
        lambda lines: [*lines[:-1], _edited(lines[-1], who="x")],
        None,
    ),
    "all lines made anew": (lambda lines: _following([], lines[1:]), None),
    "two lines that follow": (lambda lines: _following(lines, lines[:2]), None),
    "the beginning cut off": (lambda lines: lines[2:], 1),
    "a line taken out": (lambda lines: lines[:2] + lines[3:], 3),
    "two lines swapped": (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], 3),
    "a line twice": (lambda lines: [*lines[:3], lines[2], *lines[3:]], 4),
    "who it was": (lambda lines: [lines[0], _edited(lines[1], who="queue"), *lines[2:]], 3),
    "a line put between": (
        lambda lines: [*lines[:2], _edited(lines[2], before=digest(lines[1])), *lines[2:]],
        4,
    ),
    "hashes made to fit, a number skipped": (lambda lines: _rehashed_from(lines, 2), 3),
    "two copies that went on apart, joined": (lambda lines: [*lines, *lines[3:]], 7),
    "no JSON": (lambda lines: [*lines, "not JSON"], 7),
    "JSON nested without end": (lambda lines: [*lines, "[" * 200_000], 7),
    "a number that is a text": (
        lambda lines: [*lines, _edited(lines[-1], number="seven", before=digest(lines[-1]))],
        7,
    ),
    "a number of 5,000 digits": (
        lambda lines: [*lines, _edited(lines[-1]).replace('"number":6', f'"number":{"9" * 5000}')],
        7,
    ),
    "a line longer than any": (lambda lines: [*lines, "x" * 100_000], 7),
    "a list in the place of a text": (
        lambda lines: [*lines, _edited(lines[-1], number=7, who=["x"], before=digest(lines[-1]))],
        7,
    ),
    # As a power cut leaves them: `Checked.cut_off`.
    "null bytes": (lambda lines: [*lines, "\0" * 50], None),
    "bytes that are no UTF-8": (lambda lines: [*lines, "\udcff\udcfe"], 7),
}


def tries(arena: Arena) -> Iterator[Try]:
    for what, (edit, line) in EDITS.items():
        yield _edit(arena, what, edit, line)
    yield from _other_ends(arena)
    yield from _another_place(arena)
    yield _two_servers(arena)


def _edit(arena: Arena, what: str, edit: Edit, line: int | None) -> Try:
    trail = _good(arena)
    lines = trail.file.read_text("ascii").splitlines()
    text = "".join(f"{one}\n" for one in edit(lines))
    trail.file.write_bytes(text.encode("utf-8", "surrogateescape"))

    def step() -> str:
        checked = trail.check()
        if checked.damaged != line:
            return f"the damaged line is {checked.damaged}, not {line}"
        if checked.end != ENDS.get(what, WHOLE):
            return f"of the end it says {checked.end!r}"
        trail.read()
        trail.note("queue", "opened")
        if line is None:
            hidden = ENDS.get(what) == MISSING and trail.check().damaged is None
            return "one line later the missing end does not show" if hidden else ""
        # What is written after it must not hide it.
        later = trail.check().damaged
        return "" if later == line else f"one line later the damaged line is {later}"

    expected = (
        "a missing or added end is named, and the next entry is written"
        if line is None
        else f"line {line} is named, and the next entry is written or refused by a sentence"
    )
    return tried(what, "the file of six entries was edited", expected, step)


def _other_ends(arena: Arena) -> Iterator[Try]:
    """The file with the end is forged, or gone, while lines are cut off."""

    def attempt(what: str, change: Callable[[Path], object]) -> Try:
        trail = _good(arena)
        end = end_file(trail.file)
        change(end)
        lines = trail.file.read_text("ascii").splitlines()[:-2]
        trail.file.write_text("".join(f"{line}\n" for line in lines), "ascii")

        def step() -> str:
            checked = trail.check()
            if checked.wrong(trail.file) is None and not checked.remarks(trail.file):
                return "it passes for whole"
            trail.note("queue", "opened")
            checked = trail.check()
            seen = checked.wrong(trail.file) is not None or checked.since > 1
            return "" if seen else "one line later it passes for whole"

        return tried(
            what,
            "two lines were cut off, and the file with the end was changed",
            "that the end is not known is said, also after the next entry",
            step,
        )

    yield attempt("the end removed", Path.unlink)
    yield attempt("the end emptied", lambda end: end.write_text(""))
    yield attempt(
        "the number of the end changed",
        lambda end: end.write_text(end.read_text().replace('"number": 6', '"number": 4')),
    )
    yield attempt("the end a list", lambda end: end.write_text("[" * 4000))

    def lead_nowhere(end: Path) -> None:
        end.unlink()
        end.symlink_to("/dev/null")

    yield attempt("the end a device", lead_nowhere)


def _another_place(arena: Arena) -> Iterator[Try]:
    def attempt(what: str, make: Callable[[Path], object]) -> Try:
        file = arena.new_folder("trail") / "audit.jsonl"
        make(file)

        def step() -> str:
            Trail(file, _KEY).note("queue", "opened")
            return f"an entry went to {what}"

        return tried(
            what, "the file was replaced before an entry", "a sentence, and nothing waits", step
        )

    yield attempt("a folder", Path.mkdir)
    yield attempt("a pipe", os.mkfifo)
    yield attempt("a device", lambda file: file.symlink_to("/dev/null"))
    yield attempt("a link to itself", lambda file: file.symlink_to(file))


def _two_servers(arena: Arena) -> Try:
    """Two processes write at once."""
    folder = arena.new_folder("two")
    file, each = folder / "audit.jsonl", 20 if arena.is_short else 200
    script = (
        "import sys; from pathlib import Path; from core.audit import Trail;"
        "from core.worklist.patient_key import PatientKey;"
        "trail = Trail(Path(sys.argv[1]), PatientKey(b'k' * 32));"
        f"[trail.note(sys.argv[2], 'opened') for _ in range({each})]"
    )

    def step() -> str:
        running = [
            subprocess.Popen([sys.executable, "-c", script, str(file), who]) for who in ("a", "b")
        ]
        statuses = [one.wait(timeout=300) for one in running]
        trail = Trail(file, _KEY)
        entries = trail.read()
        counts = [sum(entry.who == who for entry in entries) for who in ("a", "b")]
        if statuses != [0, 0] or counts != [each, each]:
            return f"statuses {statuses}, entries {counts}"
        damaged = trail.check().damaged
        return "" if damaged is None else f"line {damaged} does not follow"

    return tried(
        "two servers", "two processes wrote at once", "every entry once, in one chain", step
    )


def _good(arena: Arena) -> Trail:
    trail = Trail(arena.new_folder("trail") / "audit.jsonl", _KEY)
    for number in range(_LINES):
        trail.note("user-0123456789abcdef", "opened", what=f"a series, {number}")
    return trail


KIND = Kind("audit-trail", "The audit trail: cut, edited, forked", tries)
