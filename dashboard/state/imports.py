"""One thread at a time imports, until everything is imported.

Python locks each module for itself. Where one thread imports a package and another a module of
that package, each can hold what the other waits for; Python then ends the wait with a module that
is only half there, and the page or the job fails with an ImportError. It happens while the server
warms up and people already open pages.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Iterator
from types import ModuleType

#: What lists and reads series: no page is drawn with it before one is opened.
READER = ("core.dicom.discovery", "core.dicom.load")


class OneAtATime:
    """Safe to use from any thread."""

    def __init__(self) -> None:
        # A page that imports may use a service that does.
        self._lock = threading.RLock()
        self._is_over = threading.Event()
        self._known: set[str] = set()

    @contextlib.contextmanager
    def __call__(self) -> Iterator[None]:
        """Around whatever may import something for the first time."""
        if self._is_over.is_set():
            yield
            return
        with self._lock:
            yield

    def module(self, name: str) -> ModuleType:
        """Import it; nobody is waited for where that was done here before."""
        if name not in self._known:
            with self():
                importlib.import_module(name)
            self._known.add(name)
        return importlib.import_module(name)

    def is_over(self) -> None:
        """Everything is imported: nobody waits any more."""
        self._is_over.set()


#: The one of this server process.
one_at_a_time = OneAtATime()


def have_reader() -> None:
    """Before `core.dicom` is used by what may be the first to do so."""
    for name in READER:
        one_at_a_time.module(name)
