"""Imports in the background: what the first page does not need is imported after it is drawn.

PyTorch, timm and Captum take seconds to import, and hold the interpreter's lock for much of that
time. What opens a series takes half a second, and is imported before them.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence

from dashboard.services import process_memory
from dashboard.state.imports import READER, one_at_a_time

#: The modules that are needed to open, analyse and compare series. They are imported one at a
#: time; a page that is requested meanwhile is drawn before the next import.
HEAVY = (
    *READER,
    "torch",
    "onnxruntime",
    "core.models.network",
    "core.pipeline",
    "core.comparison.run",
)

#: Without a visitor for this long, the heavy ones are imported anyway. On a busy machine a browser
#: takes seconds from the server's first answer to asking for the page.
PATIENCE_SECONDS = 8.0
#: A page that takes longer does not delay them further.
LONGEST_PAGE_SECONDS = 10.0
#: For what was drawn to reach the browser, which fetches fonts and scripts for it.
SETTLING_SECONDS = 1.0

_begun = threading.Event()
#: Set while no page is being drawn.
_idle = threading.Event()
_idle.set()
_counting = threading.Lock()
_drawing = 0


@contextlib.contextmanager
def drawing() -> Iterator[None]:
    """Around each run of the app's script: it goes before the heavy imports."""
    _count(1)
    _begun.set()
    try:
        yield
    finally:
        _count(-1)


def make_ready(first_page: Sequence[str] = (), other_pages: Sequence[str] = ()) -> None:
    """Import all that the pages need, then resume the series that were queued.

    Args:
        first_page: the modules that a first page draws with; imported at once.
        other_pages: the modules of the other pages; imported last.
    """
    for name in first_page:
        one_at_a_time.module(name)
    if _begun.wait(PATIENCE_SECONDS):
        _idle.wait(LONGEST_PAGE_SECONDS)
        time.sleep(SETTLING_SECONDS)
    for name in (*HEAVY, *other_pages):
        _idle.wait(LONGEST_PAGE_SECONDS)
        one_at_a_time.module(name)
    process_memory.spare_the_collector.cache_clear()
    process_memory.spare_the_collector()
    # Imported late: it needs SQLAlchemy.
    queue_worker = one_at_a_time.module("dashboard.services.queue_worker")
    one_at_a_time.is_over()
    queue_worker.resume()


def _count(change: int) -> None:
    global _drawing
    with _counting:
        _drawing += change
        if _drawing:
            _idle.clear()
        else:
            _idle.set()
