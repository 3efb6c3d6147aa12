"""Find a queued series again, in the paths that were named when it was added."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from core.consent import check_consent
from core.dicom import DEFAULT_LIMITS, Limits, SeriesCandidate, discover, read_series
from core.errors import InputError
from core.series import Series
from core.worklist import sentences
from core.worklist.patient_key import PatientKey
from core.worklist.queue_item import Item

#: Entered while files are read: it gives the limits that hold, and may wait for memory.
Room = Callable[[], AbstractContextManager[Limits]]


def any_room() -> AbstractContextManager[Limits]:
    """There is always room."""
    return nullcontext(DEFAULT_LIMITS)


class Finder:
    """Finds queued series again; the headers of one input are read once for all its series."""

    def __init__(self, key: PatientKey) -> None:
        self._key = key
        self._paths: tuple[str, ...] = ()
        #: Series digest -> what `_paths` hold of it.
        self._candidates: dict[str, SeriesCandidate] = {}

    def read(self, item: Item, room: Room = any_room) -> Series:
        """Raises InputError if the series is no longer there, ConsentError if it may no longer be
        analysed, and what `room` does."""
        if self._paths != item.paths:
            self._candidates, self._paths = {}, item.paths
        if item.series_digest not in self._candidates:
            with room() as limits:
                discovery = discover([Path(path) for path in item.paths], limits=limits)
            self._candidates = {
                self._key.series_digest(one.uid): one for one in discovery.candidates
            }
        candidate = self._candidates.get(item.series_digest)
        if candidate is None:
            raise InputError(sentences.series_gone(Path(item.paths[0]).name))
        check_consent(candidate)
        with room() as limits:
            return read_series(candidate, limits=limits)
