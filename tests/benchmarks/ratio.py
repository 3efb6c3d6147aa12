"""Two ways of doing one thing, timed in turn in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def report_ratio(
    what: str,
    ours: Callable[[], object],
    other_name: str,
    other: Callable[[], object],
    runs: int = 5,
) -> float:
    """Print and return the median of other / ours, pair by pair, after one warm-up of each."""
    ours(), other()
    pairs = [(_seconds(ours), _seconds(other)) for _ in range(runs)]
    ratios = [theirs / mine for mine, theirs in pairs]
    mine, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    median = statistics.median(ratios)
    print(
        f"\n{what}: {mine:.3f} s; {other_name}: {theirs:.3f} s; "
        f"{median:.2f} times as fast ({min(ratios):.2f} to {max(ratios):.2f}, {runs} pairs)"
    )
    return median


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
