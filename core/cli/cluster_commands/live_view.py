"""What a run looks like in the terminal: counts, rate, and a line for each worker."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.cli.terminal import say

if TYPE_CHECKING:
    from core.cluster import Tally, WorkerTally

#: Where nothing can be rewritten, a line every so often.
LINE_SECONDS = 30.0
REDRAW_SECONDS = 0.5
#: Workers that have a line of their own; the others are counted.
MOST_ROWS = 20
_STATES = {
    "waiting": "waiting",
    "running": "running",
    "done": "done",
    "failed": "failed",
    "set_aside": "set aside",
}


class LiveView:
    """Rewrites itself in a terminal; elsewhere it is a line now and then."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._rewrites = sys.stdout.isatty()
        self._drawn = 0
        self._next = 0.0

    def say(self, line: str) -> None:
        """A line that stays."""
        self._clear()
        say(line)
        sys.stdout.flush()

    def show(self, tally: Tally) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (REDRAW_SECONDS if self._rewrites else LINE_SECONDS)
        if not self._rewrites:
            self.say(summary(tally, now))
            return
        width = shutil.get_terminal_size().columns
        lines = [line[: width - 1] for line in picture(self._place, tally, now)]
        self._clear()
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
        self._drawn = len(lines)

    def close(self, tally: Tally) -> None:
        """The last state stays on the screen."""
        self._next = 0.0
        if self._rewrites:
            self.show(tally)
        self._drawn = 0

    def _clear(self) -> None:
        if self._drawn:
            # Up to the first line of it, and erase from there.
            sys.stdout.write(f"\x1b[{self._drawn}A\x1b[J")
            self._drawn = 0


def picture(place: str, tally: Tally, now: float) -> list[str]:
    """The lines of the live view."""
    here = [worker for worker in tally.workers.values() if worker.is_there]
    head = f"{place}: {len(here)} {'worker' if len(here) == 1 else 'workers'}"
    return [head, f"  {summary(tally, now)}", *_rows(sorted(here, key=_order))]


def summary(tally: Tally, now: float) -> str:
    """Counts and rate on one line."""
    counts = ", ".join(f"{tally.queue.get(state, 0):,} {word}" for state, word in _STATES.items())
    rate = tally.per_minute(now)
    left = tally.seconds_left(now)
    text = f"{counts}; {rate:.1f} series a minute"
    if left is not None and tally.queue.get("waiting"):
        text += f", {duration(left)} left"
    if tally.lost:
        text += f"; {tally.lost} tried again after a worker was lost"
    return text


def duration(seconds: float) -> str:
    """ "40 s", "12 min", "3 h 20 min", "5 days" """
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 100:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 72:
        return f"{hours} h {minutes} min"
    return f"{hours / 24:.0f} days"


def _rows(workers: list[WorkerTally]) -> Iterable[str]:
    if not workers:
        return ["  waiting for the first worker"]
    table: list[tuple[str, ...]] = [("worker", "host", "done", "failed", "lost", "now")]
    table += [_row(worker) for worker in workers[:MOST_ROWS]]
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    lines = [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    more = len(workers) - MOST_ROWS
    return [*lines, f"  and {more} more"] if more > 0 else lines


def _row(worker: WorkerTally) -> tuple[str, ...]:
    now = "-"
    if worker.item is not None:
        item = worker.item
        now = f"series {item.id}, slice {item.progress_done} of {item.progress_total}"
    counts = (worker.done, worker.failed, worker.lost)
    return worker.name, worker.host or "-", *(str(count) for count in counts), now


def _order(worker: WorkerTally) -> tuple[int, str]:
    """By number where the name is one: 2 before 10."""
    return (int(worker.name) if worker.name.isdecimal() else -1, worker.name)
