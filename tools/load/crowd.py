"""All visitors at once on one server, and the server's memory while they are there."""

from __future__ import annotations

import statistics
import threading
import time
from dataclasses import dataclass, field
from datetime import date

from tools.load.cases import make_case
from tools.load.visitor import Diary, Visitor
from tools.server import Server

#: How often memory is read.
READ_SECONDS = 10.0
#: A session that has gone is let go within 180 + 30 s (`dashboard.security.sessions`).
AFTER_SECONDS = 225.0
#: All arrive within so many seconds: a room that is told to open the page.
ARRIVE_SECONDS = 5.0


@dataclass
class Memory:
    before_bytes: int = 0
    #: (seconds since the first visitor, resident bytes).
    readings: list[tuple[float, int]] = field(default_factory=list)
    peak_bytes: int = 0
    after_bytes: int = 0


def crowd(
    server: Server,
    sessions: int,
    minutes: float,
    *,
    thinks: bool = True,
    after_seconds: float = AFTER_SECONDS,
) -> dict:
    """Let `sessions` people come and stay for `minutes`; what happened, as plain data.

    One visitor goes through everything before, so that what the server loads once (the model, the
    fonts of a chart) is no growth.
    """
    cases = [make_case(number) for number in range(sessions)]
    Visitor(0, server.url, cases[0], Diary()).stay(until=0.0, thinks=False)
    diary, memory = Diary(), Memory(before_bytes=server.resident_bytes())
    started = time.monotonic()
    until = started + minutes * 60
    threads = []
    for number, case in enumerate(cases):
        visitor = Visitor(number, server.url, case, diary)
        threads.append(threading.Thread(target=visitor.stay, args=(until, thinks), daemon=True))
    for thread in threads:
        thread.start()
        time.sleep(ARRIVE_SECONDS / sessions if thinks else 0)
    while any(thread.is_alive() for thread in threads):
        memory.readings.append((time.monotonic() - started, server.resident_bytes()))
        next(thread for thread in threads if thread.is_alive()).join(READ_SECONDS)
    seconds = time.monotonic() - started
    memory.peak_bytes = server.peak_bytes()
    time.sleep(after_seconds)
    memory.after_bytes = server.resident_bytes()
    return _summary(server, sessions, seconds, diary, memory)


def _summary(server: Server, sessions: int, seconds: float, diary: Diary, memory: Memory) -> dict:
    page_actions = [s for times in diary.actions.values() for s in times]
    return {
        "date": date.today().isoformat(),
        "sessions": sessions,
        "minutes": round(seconds / 60, 1),
        "rounds": diary.rounds,
        "errors": diary.errors,
        "cross_talk": diary.cross_talk,
        "refused": diary.refused,
        "tracebacks": server.log().count("Traceback (most recent call last)"),
        "actions": {name: _times(times) for name, times in diary.actions.items()},
        "all_actions": _times(page_actions) if page_actions else None,
        "analyses": _times(diary.analysis_seconds) if diary.analysis_seconds else None,
        "waiting_words": sorted(diary.waiting_words),
        "overtaken": overtaken(diary.asked, diary.ended),
        "memory": {
            "before_mb": _mb(memory.before_bytes),
            "peak_mb": _mb(memory.peak_bytes),
            "after_mb": _mb(memory.after_bytes),
            "second_half_mb_per_hour": slope_mb_per_hour(memory.readings),
            "readings": [[round(at), _mb(held)] for at, held in memory.readings],
        },
        "threads": server.threads(),
        "open_files": server.open_files(),
    }


def overtaken(asked: list[str], ended: list[str]) -> int:
    """How many places the analysis that was worst off lost against the order of asking."""
    order = {name: place for place, name in enumerate(name for name in asked if name in ended)}
    return max((place - order[name] for place, name in enumerate(ended)), default=0)


def slope_mb_per_hour(readings: list[tuple[float, int]]) -> float | None:
    """Least-squares slope of the second half of the readings; None with fewer than four."""
    late = readings[len(readings) // 2 :]
    if len(late) < 2:
        return None
    slope, _ = statistics.linear_regression(*zip(*late, strict=True))
    return round(slope * 3600 / 1e6, 1)


def _times(seconds: list[float]) -> dict:
    ordered = sorted(seconds)
    return {
        "n": len(ordered),
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 3),
        "max": round(ordered[-1], 3),
    }


def _mb(held: int) -> float:
    return round(held / 1e6, 1)
