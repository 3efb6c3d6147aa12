"""Who waits for memory, in the order of asking."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from dashboard.state.hold import Kind

#: Who has not asked again for so long has gone.
ABSENT_SECONDS = 15.0


@dataclass
class _Place:
    kind: Kind
    since: float
    seen: float


class WaitingLine:
    """One line for each kind of memory; times in seconds. Not safe to use from several threads."""

    def __init__(self) -> None:
        #: The first one first.
        self._places: dict[Hashable, _Place] = {}

    def is_next(self, kind: Kind, asker: Hashable) -> bool:
        """Whether nobody else of that kind comes before."""
        return next((who for who, at in self._places.items() if at.kind == kind), asker) == asker

    def has(self, kind: Kind) -> bool:
        """Whether anybody waits for memory of that kind."""
        return any(at.kind == kind for at in self._places.values())

    def waited(self, kind: Kind, asker: Hashable, now: float) -> float:
        """Wait, or wait on; returns for how long by now."""
        place = self._places.setdefault(asker, _Place(kind, now, now))
        place.seen = now
        return now - place.since

    def leave(self, asker: Hashable) -> None:
        """Nobody waits there any longer; it need not have."""
        self._places.pop(asker, None)

    def forget_absent(self, now: float) -> None:
        for asker in [a for a, at in self._places.items() if now - at.seen > ABSENT_SECONDS]:
            del self._places[asker]
