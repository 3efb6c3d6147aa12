"""A guided tour of the app, in five stops on one sample."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Stop(Enum):
    """One stop; the value is the name of its page (`dashboard.navigation`)."""

    LESION = ("lesion", "review")
    WHY = ("why", "explain")
    MODELS = ("models", "compare")
    RISK = ("risk", "risk")
    REPORT = ("report", "risk")

    @property
    def page(self) -> str:
        """Name of the page that it is on."""
        return self.value[1]


STOPS = tuple(Stop)


@dataclass
class Tour:
    """Where the person is."""

    #: Index in `STOPS`.
    index: int = 0
    #: The stop's page is still to be opened.
    is_due: bool = True

    @property
    def stop(self) -> Stop:
        return STOPS[self.index]

    @property
    def is_last(self) -> bool:
        return self.index == len(STOPS) - 1

    def go(self, steps: int) -> None:
        """So many stops on or back, as far as there are any; its page is to be opened."""
        self.index = min(max(self.index + steps, 0), len(STOPS) - 1)
        self.is_due = True
