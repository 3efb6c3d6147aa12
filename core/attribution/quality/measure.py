"""What every measure of a heatmap gives: a number, one plain sentence and a traffic light."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

#: "none": the question has no answer here, or no light can be argued for.
Light = Literal["green", "amber", "red", "none"]


@dataclass(frozen=True, eq=False)
class Measure:
    """One answer to "how far can this heatmap be trusted"."""

    name: str
    title: str
    #: None where the question has no answer; the reading says why.
    value: float | None
    unit: str
    #: One plain sentence.
    reading: str
    light: Light
    #: Where the measure comes from.
    reference: str
    #: The value that a map without any skill would reach; None where there is none to state.
    chance: float | None = None
    #: (x, y) of the same length: what was done to slice or network, and what came of it.
    curve: tuple[np.ndarray, np.ndarray] | None = None
    #: JSON-able settings and side results.
    details: dict = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Quality:
    """The measures of one heatmap, in the order in which they were asked for."""

    items: tuple[Measure, ...]
    #: Whose mask the heat was held against: "given", or "the network's, of this slice alone".
    mask: str
    seed: int

    def __getitem__(self, name: str) -> Measure:
        """The measure of that name; KeyError where it was not taken."""
        found = {item.name: item for item in self.items}
        return found[name]
