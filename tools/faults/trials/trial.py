"""What a trial is, and what it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import LiverLensError


@dataclass
class Tried:
    """Counts tries and failures; sentences are no failures."""

    n: int = 0
    failures: list[str] = field(default_factory=list)
    #: Code of a sentence -> how often it was said.
    said: Counter[str] = field(default_factory=Counter)
    #: Why something could not be tried here.
    not_tried: list[str] = field(default_factory=list)

    def holds(self, is_so: object, what: str) -> None:
        """One try: a failure of that name unless `is_so`."""
        self.n += 1
        if not is_so:
            self.failures.append(what)

    def fails(self, what: str) -> None:
        self.holds(False, what)

    def is_refused(self, step: Callable[[], Any], what: str) -> bool:
        """One try of a step that may be refused with a sentence, and in no other way; whether it
        was."""
        try:
            step()
        except LiverLensError as error:
            self.said[error.code] += 1
            self.holds(error.code, f"{what}: {type(error).__name__} without a sentence")
            return True
        except Exception as error:  # noqa: BLE001  whatever it is, it is a failure
            self.fails(f"{what}: {type(error).__name__}: {error}")
            return True
        self.n += 1
        return False

    @contextmanager
    def going(self, what: str) -> Iterator[None]:
        """One try of a block that must go well."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  whatever it is, it is a failure
            self.fails(f"{what}: {type(error).__name__}: {error}")
        else:
            self.n += 1

    def add(self, other: Tried) -> None:
        """What a child found."""
        self.n += other.n
        self.failures += other.failures
        self.said += other.said
        self.not_tried += other.not_tried

    def facts(self) -> dict:
        failures = Counter(self.failures)
        return {
            "tries": self.n,
            "failures": len(self.failures),
            "which": dict(failures.most_common(12)),
            "said": dict(self.said),
            "not_tried": self.not_tried,
        }


@dataclass(frozen=True)
class Trial:
    """One fault in one place."""

    #: "disk full", "read-only", "clock set back" or "two servers".
    kind: str
    name: str
    #: In words, for the page.
    does: str
    #: (an empty folder, what it finds, whether it is to be short)
    run: Callable[[Path, Tried, bool], None]
