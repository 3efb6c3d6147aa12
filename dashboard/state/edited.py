"""The outlines of one series as a reader has corrected them: their only home while the series is
open.

All pages and tabs of one person that show the series share it. A browser says which slices it
changed and from which revision; where another tab was faster, nothing is taken, and a person
chooses.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import numpy as np

from core.annotation import NOTHING, Annotation, Change, apply
from core.errors import StaleVersionError
from dashboard.state import sentences

if TYPE_CHECKING:
    from core.worklist.annotations import StoredAnnotation

#: Keeps what a reader has made of the outlines; whether it is there for good. Raises
#: StaleVersionError where somebody else was faster.
Keep = Callable[["Edited", Annotation], bool]


class Edited:
    """Under a token that nobody can guess; safe to use from any thread."""

    def __init__(self, uid: str, shape: tuple[int, int, int]) -> None:
        self.token = secrets.token_urlsafe(32)
        #: `core.series.Series.uid`.
        self.uid = uid
        #: (slices, rows, columns).
        self.shape = shape
        #: `dashboard.security.browser.person_of` the one who has it open; "" for nobody.
        self.person = ""
        #: Stands for that person in the worklist, as in the audit trail.
        self.reader = ""
        #: The study for which it is read; "" for none.
        self.study = ""
        #: Grows with each change.
        self.revision = 0
        #: In the worklist, of this reader; 0 for none.
        self.version = 0
        #: Where the last change is kept, or why it is not, in words; "" before any.
        self.kept = ""
        #: Whether the worklist was asked for what it has.
        self.was_looked_up = False
        self._is_kept = True
        #: What was to be kept last and, as far as is known, is not there.
        self._tried: Annotation | None = None
        self._annotation: Annotation | None = None
        self._start_key = ""
        self._start: Callable[[], Annotation] | None = None
        self._started: Annotation | None = None
        self._lock = threading.RLock()
        _by_token[self.token] = self

    @property
    def is_edited(self) -> bool:
        """Whether a reader has said anything, now or earlier."""
        return self._annotation is not None

    @property
    def is_kept(self) -> bool:
        """Whether what there is, is in the worklist."""
        return self._is_kept

    def now(self) -> tuple[int, Annotation]:
        """The revision, and the outlines at it: the reader's, or what a reader would start from."""
        with self._lock:
            return self.revision, self._annotation or self._beginning()

    def offer(self, key: str, make: Callable[[], Annotation] | None) -> None:
        """What a reader starts from who has not changed anything yet.

        Args:
            key: of the model; another one takes the place of the one before.
            make: None for empty outlines.
        """
        with self._lock:
            if key == self._start_key:
                return
            self._start_key, self._start, self._started = key, make, None
            if self._annotation is None:
                self.revision += 1

    def change(self, change: Change, base: int, keep: Keep, *, over: bool = False) -> None:
        """Take in what a browser changed, and keep it.

        Args:
            base: the revision that the browser began with.
            over: whether the person knows that somebody else was faster, and wants theirs.

        Raises:
            StaleVersionError: another tab has changed the outlines since `base`; nothing was taken.
            InputError: the change does not fit the series; nothing was taken.
        """
        with self._lock:
            if base != self.revision and not over:
                raise StaleVersionError(sentences.outlines_changed_elsewhere())
            changed = apply(self._annotation or self._beginning(), change)
            self._is_kept = self._settle(changed, keep)
            self._annotation = changed
            self.revision += 1

    def keep_again(self, keep: Keep) -> None:
        """Try again to keep what could not be kept. Raises StaleVersionError."""
        with self._lock:
            if self._annotation is not None and not self._is_kept:
                self._is_kept = self._settle(self._annotation, keep)

    def fall_behind(self, version: int) -> None:
        """This reader saved a newer one elsewhere while what is here could not be kept: all tabs
        have to ask, and what they then send is kept after that version."""
        with self._lock:
            if not self._is_kept and version > self.version:
                self.version = version
                self.revision += 1

    def beginning(self) -> Annotation:
        """What a reader starts from: a model's outlines, or none."""
        with self._lock:
            return self._beginning()

    def take_in(self, stored: StoredAnnotation, version: int) -> None:
        """What the worklist has; `version` is this reader's newest, 0 for none."""
        with self._lock:
            self._annotation, self._is_kept, self._tried = stored.annotation, True, None
            self.version = version
            self.revision += 1

    def read_for(self, study: str) -> bool:
        """Whether it is read for that study from now on, "" for none: what was outlined for another
        purpose is put away, and what the worklist has for this one has to be looked up. What could
        not be kept yet stays, and nothing changes."""
        with self._lock:
            if study == self.study or not self._is_kept:
                return study == self.study
            self.study, self.version, self.kept = study, 0, ""
            self._annotation = self._start = self._started = None
            self._start_key, self.was_looked_up = "", False
            self.revision += 1
            return True

    def forget_start(self) -> None:
        """The pixels of the series go: what was to be made of a model's answer goes with them."""
        with self._lock:
            self._start_key, self._start, self._started = "", None, None

    def _settle(self, wanted: Annotation, keep: Keep) -> bool:
        """Keep it, and before it what was tried last: if only the answer was lost, that is there
        already, and whatever is saved must follow it."""
        for one in (self._tried, wanted) if self._tried is not wanted else (wanted,):
            if one is None:
                continue
            self._tried = one
            try:
                if not keep(self, one):
                    return False
            except StaleVersionError:
                self._tried = None
                raise
            self._tried = None
        return True

    def _beginning(self) -> Annotation:
        if self._started is None:
            nothing = Annotation(np.full(self.shape, NOTHING, np.uint8))
            self._started = nothing if self._start is None else self._start()
        return self._started


def edited_of(token: str, person: str) -> Edited | None:
    """The one with that token, if it is that person's; None for any other and for none."""
    found = _by_token.get(token)
    if found is None or not person or not secrets.compare_digest(person, found.person):
        return None
    return found


#: Token -> edited. Only the series keeps it alive, so that the token ends with it.
_by_token: WeakValueDictionary[str, Edited] = WeakValueDictionary()
