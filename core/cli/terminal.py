"""What the command line prints: results to standard output, complaints and progress to error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress


def say(line: str) -> None:
    """One line, or some, for people and scripts. What steers a terminal is left out: names that
    others chose may hold it."""
    shown = "\n".join(map(printable, line.split("\n")))
    sys.stdout.write(f"{shown}\n")


def say_at_once(line: str) -> None:
    """A line of a program that goes on, into a log that somebody may watch. A log that can't be
    written, on a full disk for example, is no reason to end."""
    with suppress(OSError):
        say(line)
        sys.stdout.flush()


def flush() -> None:
    """Write what was said. Raises OSError where that is not possible, but once only: it is then
    given up, and does not fail again when the program ends."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Columns as wide as their widest value; nothing at all without rows."""
    if not rows:
        return
    widths = [max(len(value) for value in column) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = (value.ljust(width) for value, width in zip(row, widths, strict=True))
        say("  ".join(cells).rstrip())


def lesions(count: int) -> str:
    """`"1 lesion"`, `"2 lesions"`"""
    return f"{count} {'lesion' if count == 1 else 'lesions'}"


def printable(text: str) -> str:
    """Without what steers a terminal, ends a line or is no letter: a "?" stands in its place."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def complain(reason: str) -> None:
    """The one line on standard error that goes with exit status 2."""
    # A file name may hold control characters.
    line = printable(" ".join(reason.split()))
    # There is no other place to say it.
    with suppress(OSError):
        sys.stderr.write(f"liverlens: {line}\n")


def progress_line(what: str) -> Callable[[int, int], None] | None:
    """A counter that rewrites itself, with the time left; None outside a terminal."""
    if not sys.stderr.isatty():
        return None
    started = time.monotonic()

    def show(done: int, total: int) -> None:
        left = (time.monotonic() - started) / done * (total - done) if done else 0.0
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{what} {done}/{total}, {left:.0f} s left \x1b[K{end}")
        sys.stderr.flush()

    return show
