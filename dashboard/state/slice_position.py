"""Which slice of each series is in view, the same on all pages, and where viewers are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dashboard.state.open_series import Entry

if TYPE_CHECKING:
    from dashboard.components.viewer.viewer import Jump


@dataclass
class Places:
    """Slices by the key of their series, as indices from the most inferior."""

    #: None of a series yet whose reader has not left the slice that it opened on.
    _slices: dict[str, int] = field(default_factory=dict)
    #: Grows with each jump, so that the viewer tells a new jump from an old one.
    _nonce: int = 0
    #: The slice to be left by that jump, where a reader who has gone elsewhere is not to follow.
    _only_from: int | None = None

    def of(self, entry: Entry) -> int:
        """The slice in view; the middle one before any was looked at."""
        return self._slices.get(entry.key, entry.n_slices // 2)

    def was_left(self, entry: Entry) -> bool:
        """Whether the reader has gone from the slice that the series opened on."""
        return entry.key in self._slices

    def saw(self, entry: Entry, index: int) -> None:
        """The viewer came to rest on a slice."""
        if index != self.of(entry):
            self._slices[entry.key] = index

    def jump(self, entry: Entry, index: int) -> None:
        """Bring a slice into view."""
        self._slices[entry.key] = min(max(index, 0), entry.n_slices - 1)
        self._nonce += 1
        self._only_from = None

    def offer(self, entry: Entry, index: int, *, in_view: bool) -> None:
        """Bring a reader who is still where the series opened to a better place.

        Args:
            in_view: whether viewers show this series now; those of another are not to move.
        """
        if self.was_left(entry):
            return
        opened_on = self.of(entry)
        self._slices[entry.key] = index
        if in_view:
            self._nonce += 1
            self._only_from = opened_on

    def last_jump(self, entry: Entry) -> Jump:
        """Where the viewers of that series are to be."""
        return {"slice": self.of(entry), "nonce": self._nonce, "only_from": self._only_from}

    def forget(self, key: str) -> None:
        """The series was closed."""
        self._slices.pop(key, None)
