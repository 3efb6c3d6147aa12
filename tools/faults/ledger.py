"""What was acknowledged, kept outside the programs that acknowledged it: they are killed."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Ledger:
    """Safe to use from any thread."""

    #: Records that were saved, and lines of the audit trail that were written, by number.
    records: set[int] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)
    #: Readers' edits that a server said are in the worklist, by number.
    edits: set[int] = field(default_factory=set)
    #: So many were sent.
    n_edits: int = 0
    #: The servers that said so.
    edited_on: set[str] = field(default_factory=set)
    #: Of a kind of program: how often it was killed, and how often it ended by itself.
    kills: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    #: Sentences that a person was shown instead of an answer -> how often.
    said: Counter[str] = field(default_factory=Counter)
    #: What may never happen: an exception on a page, a status of 500.
    faults: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next_edit(self) -> int:
        """A number that no other edit has, from 1."""
        with self._lock:
            self.n_edits += 1
            return self.n_edits

    def keep(self, what: str, number: int) -> None:
        """`what` is "record" or "line"."""
        with self._lock:
            getattr(self, f"{what}s").add(number)

    def edited(self, number: int, url: str) -> None:
        """A server said that the edit is in the worklist."""
        with self._lock:
            self.edits.add(number)
            self.edited_on.add(url)

    def count(self, what: str, kind: str) -> None:
        """One of the counters, by name."""
        with self._lock:
            getattr(self, what)[kind] += 1

    def fault(self, said: str) -> None:
        with self._lock:
            self.faults.append(said)
