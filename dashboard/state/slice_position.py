"""Which slice of a series is in view, the same on all pages, and where viewers are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict


class Jump(TypedDict):
    """Bring `slice` into view, once for each new `nonce`."""

    slice: int
    nonce: int
    #: Number of the lesion to mark there; None or absent for none.
    lesion: NotRequired[int | None]
    #: The slice that a reader must still be on to be moved; None or absent for any.
    only_from: NotRequired[int | None]
    #: What to enlarge in the middle there, LPS mm, and its size; linked viewers are each told their
    #: own, and don't follow each other to it.
    place_mm: NotRequired[Sequence[float]]
    size_mm: NotRequired[float]


@dataclass
class SlicePosition:
    """Of one series, as an index from the most inferior slice."""

    n_slices: int
    #: None while its reader has not left the slice that it opened on.
    _index: int | None = None

    @property
    def index(self) -> int:
        """The slice in view; the middle one before any was looked at."""
        return self.n_slices // 2 if self._index is None else self._index

    @property
    def was_left(self) -> bool:
        """Whether the reader has left the slice that the series opened on."""
        return self._index is not None

    def saw(self, index: int) -> None:
        """The viewer came to rest on a slice."""
        if index != self.index:
            self._index = index

    def go_to(self, index: int) -> None:
        """Be on a slice, the nearest that there is."""
        self._index = min(max(index, 0), self.n_slices - 1)


@dataclass
class Jumps:
    """Where the viewers of one session are sent. Pages share them, whichever series is in view."""

    #: Grows with each jump, so that the viewer tells a new jump from an old one.
    _nonce: int = 0
    #: The slice to be left by that jump, where a reader who has gone elsewhere is not to follow.
    _only_from: int | None = None

    def jump(self, position: SlicePosition, index: int) -> None:
        """Bring a slice into view."""
        position.go_to(index)
        self._nonce += 1
        self._only_from = None

    def offer(self, position: SlicePosition, index: int, *, in_view: bool) -> None:
        """Bring a reader who is still where the series opened to a better place.

        Args:
            in_view: whether viewers show this series now; those of another are not to move.
        """
        if position.was_left:
            return
        opened_on = position.index
        position.go_to(index)
        if in_view:
            self._nonce += 1
            self._only_from = opened_on

    def last(self, position: SlicePosition, lesion: int | None = None) -> Jump:
        """Where the viewers of that series are to be."""
        return {
            "slice": position.index,
            "nonce": self._nonce,
            "only_from": self._only_from,
            "lesion": lesion,
        }
