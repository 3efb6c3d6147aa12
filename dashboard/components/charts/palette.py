"""How each model looks in every chart: colour, dash and symbol, so that nothing depends on colour
alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: Okabe & Ito's colours for colour-blind readers (2008), the dark ones lightened for a dark ground.
_COLOURS = ("#56b4e9", "#e69f00", "#2fc29a", "#f0e442", "#e58bbb", "#ff8a4c", "#b8c1cb", "#8f9bff")
_DASHES = ("solid", "8px,3px", "2px,3px", "8px,3px,2px,3px", "14px,3px", "4px,2px")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "hexagon")


@dataclass(frozen=True)
class Look:
    colour: str
    dash: str
    symbol: str

    def faded(self, opacity: float) -> str:
        """The colour as rgba."""
        red, green, blue = (int(self.colour[i : i + 2], 16) for i in (1, 3, 5))
        return f"rgba({red},{green},{blue},{opacity})"


def looks(names: Iterable[str]) -> dict[str, Look]:
    """One look per model, by its place among all models: the same on each chart, whichever of them
    are compared."""
    return {
        name: Look(
            _COLOURS[i % len(_COLOURS)], _DASHES[i % len(_DASHES)], _SYMBOLS[i % len(_SYMBOLS)]
        )
        for i, name in enumerate(names)
    }
