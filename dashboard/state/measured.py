"""What a reader measured in one series: its only home while the series is open.

All pages, tabs and browsers of one person that show the series share it, and so does a copy of the
session. A browser says what it changed, never what all there is: of two changes of one measurement
the one that arrives later holds, and changes of different ones don't meet.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import replace
from weakref import WeakValueDictionary

from core.errors import InputError
from core.measurements import MOST, Change, Measurement, in_order
from core.measurements import sentences as said
from core.measurements.limits import MOST_POINTS

#: Measurement, or None where it was removed.
_Changes = dict[str, Measurement | None]


class Measured:
    """Under a token that nobody can guess; safe to use from any thread."""

    def __init__(
        self, uid: str, n_slices: int, unit: str = "HU", plane: str = "axial", sizes: str = ""
    ) -> None:
        self.token = secrets.token_urlsafe(32)
        #: `core.series.Series.uid`.
        self.uid = uid
        self.n_slices = n_slices
        #: Of the series' values, and the plane of its slices.
        self.unit, self.plane = unit, plane
        #: What stands beside lengths and areas (`cautions.sizes.sizes_mark`); "" where they count.
        self.sizes = sizes
        #: `dashboard.security.browser.person_of` the one who has it open; "" for nobody.
        self.person = ""
        #: Grows with each change.
        self.revision = 0
        self._held: dict[str, Measurement] = {}
        #: What the worklist has not heard of.
        self._unkept: _Changes = {}
        self._lock = threading.Lock()
        _by_token[self.token] = self

    def all(self) -> tuple[Measurement, ...]:
        """By number."""
        with self._lock:
            return in_order(self._held.values())

    def change(self, change: Change) -> None:
        """Take in what a browser changed; all of it or, with InputError, nothing.

        Two tabs may have given one number to two measurements: the later one gets the next.
        """
        with self._lock:
            held = dict(self._held)
            for gone in change.removed:
                held.pop(gone, None)
            for one in change.put:
                held[one.id] = _numbered(one, held)
            _check_room(held)
            self._take(held)

    def take_in(self, kept: tuple[Measurement, ...]) -> None:
        """Those that the worklist has come back, as far as there is room; what is here, or was
        removed here, stays as it is."""
        with self._lock:
            held = dict(self._held)
            for one in kept:
                if one.id in held or one.id in self._unkept or _is_beyond(one, self.n_slices):
                    continue
                with_it = {**held, one.id: one}
                if _has_room(with_it):
                    held = with_it
            if len(held) != len(self._held):
                self._held = held
                self.revision += 1

    def unkept(self) -> Change:
        """What the worklist has not heard of."""
        with self._lock:
            changes = dict(self._unkept)
        put = tuple(one for one in changes.values() if one is not None)
        return Change(put, tuple(id for id, one in changes.items() if one is None))

    def kept(self, change: Change) -> None:
        """The worklist has heard of it; what was changed again since stays to be told."""
        told: _Changes = {**dict.fromkeys(change.removed), **{one.id: one for one in change.put}}
        with self._lock:
            for id, one in told.items():
                if id in self._unkept and self._unkept[id] == one:
                    del self._unkept[id]

    def _take(self, held: dict[str, Measurement]) -> None:
        for id in held.keys() | self._held.keys():
            if held.get(id) != self._held.get(id):
                self._unkept[id] = held.get(id)
        if held != self._held:
            self._held = held
            self.revision += 1


def measured_of(token: str, person: str) -> Measured | None:
    """The one with that token, if it is that person's; None for any other and for none."""
    found = _by_token.get(token)
    if found is None or not person or not secrets.compare_digest(person, found.person):
        return None
    return found


def _numbered(one: Measurement, held: dict[str, Measurement]) -> Measurement:
    taken = {other.number for other in held.values() if other.id != one.id}
    return replace(one, number=max(taken) + 1) if one.number in taken else one


def _check_room(held: dict[str, Measurement]) -> None:
    if len(held) > MOST:
        raise InputError(said.too_many_measurements(MOST))
    if not _has_room(held):
        raise InputError(said.too_many_points(MOST_POINTS))


def _has_room(held: dict[str, Measurement]) -> bool:
    points = sum(len(one.points_lps_mm) for one in held.values())
    return len(held) <= MOST and points <= MOST_POINTS


def _is_beyond(one: Measurement, n_slices: int) -> bool:
    return one.slice_index is not None and one.slice_index >= n_slices


#: Token -> measured. Only the series keeps it alive, so that the token ends with it.
_by_token: WeakValueDictionary[str, Measured] = WeakValueDictionary()
