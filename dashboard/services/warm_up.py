"""Imports that the first page does without: made behind it, so that it is there soon.

PyTorch, timm and Captum take seconds to import, and hold the interpreter's lock for much of them.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
import time
from collections.abc import Iterator

#: What a first page draws with, itself included.
FIRST_PAGE = (
    "dashboard.components.audit_export",
    "dashboard.state.loading",
    "dashboard.components.sidebar",
    "dashboard.components.topbar",
    "dashboard.components.series_viewer",
    "dashboard.components.welcome",
)
#: What an analysis and a comparison need, in steps: a page that is drawn meanwhile goes before
#: the next one.
HEAVY = ("torch", "onnxruntime", "core.models.network", "core.pipeline", "core.comparison.run")

#: Without a visitor for so long, the heavy ones are imported unasked. On a busy machine a browser
#: takes seconds from the server's first answer to asking for the page.
PATIENCE_SECONDS = 8.0
#: A page that takes longer does not hold them up.
LONGEST_PAGE_SECONDS = 10.0
#: Until what was drawn has reached the browser, which fetches fonts and scripts for it.
SETTLING_SECONDS = 1.0

_begun = threading.Event()
#: Set while no page is drawn.
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


def make_ready() -> None:
    """Import all that the pages need, and go on with the series that were queued."""
    for name in FIRST_PAGE:
        importlib.import_module(name)
    if _begun.wait(PATIENCE_SECONDS):
        _idle.wait(LONGEST_PAGE_SECONDS)
        time.sleep(SETTLING_SECONDS)
    for name in HEAVY:
        _idle.wait(LONGEST_PAGE_SECONDS)
        importlib.import_module(name)
    resources = importlib.import_module("dashboard.services.models")
    resources.settle_memory.cache_clear()
    resources.settle_memory()
    importlib.import_module("dashboard.services.queue_worker").resume()


def _count(change: int) -> None:
    global _drawing
    with _counting:
        _drawing += change
        if _drawing:
            _idle.clear()
        else:
            _idle.set()
