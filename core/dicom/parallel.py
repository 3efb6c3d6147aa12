"""Run one function over many files on a few threads, and report progress to the caller."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
#: Called with (done, total) in the calling thread; may raise to stop the work.
Progress = Callable[[int, int], None]

MAX_WORKERS = 4


def in_parallel(
    function: Callable[[Job], Result],
    jobs: Sequence[Job],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    weight: Callable[[Job], int] = lambda job: 1,
) -> list[Result]:
    """`[function(job) for job in jobs]`, on threads: reading, inflating and NumPy release the GIL.

    A finished job advances the progress by `weight(job)`.
    """
    if not jobs:
        return []
    total = sum(map(weight, jobs))
    workers = workers or min(MAX_WORKERS, os.cpu_count() or 1)
    results, done = [], 0
    with ThreadPoolExecutor(min(workers, len(jobs))) as pool:
        try:
            for job, result in zip(jobs, pool.map(function, jobs), strict=True):
                results.append(result)
                done += weight(job)
                if progress:
                    progress(done, total)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return results
