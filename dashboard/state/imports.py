"""One thread at a time imports, until everything is imported.

Python locks each module for itself. Where one thread imports a package and another a module of
that package, each can hold what the other waits for; Python then ends the wait with a module that
is only half there, and the page or the job fails with an ImportError. It happens while the server
warms up and people already open pages.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator


class OneAtATime:
    """Safe to use from any thread."""

    def __init__(self) -> None:
        # A page that imports may use a service that does.
        self._lock = threading.RLock()
        self._is_over = threading.Event()

    @contextlib.contextmanager
    def __call__(self) -> Iterator[None]:
        """Around whatever may import something for the first time."""
        if self._is_over.is_set():
            yield
            return
        with self._lock:
            yield

    def is_over(self) -> None:
        """Everything is imported: nobody waits any more."""
        self._is_over.set()


#: The one of this server process.
one_at_a_time = OneAtATime()
