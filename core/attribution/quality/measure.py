"""The result of a measure: a number, one plain sentence and a traffic light."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

#: "none": there is no answer here, or no light can be justified.
Light = Literal["green", "amber", "red", "none"]


@dataclass(frozen=True, eq=False)
class Measure:
    """One answer to "how far can this heatmap be trusted"."""

    name: str
    title: str
    #: None if there is no answer; the reading says why.
    value: float | None
    unit: str
    #: One plain sentence.
    reading: str
    light: Light
    #: Where the measure comes from.
    reference: str
    #: The value of a map without any skill; None if there is no such value.
    chance: float | None = None
    #: (x, y) of the same length: how far the slice or network was changed, and the result.
    curve: tuple[np.ndarray, np.ndarray] | None = None
    #: Settings and intermediate results, as JSON can hold them.
    details: dict = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Quality:
    """The measures of one heatmap, in the order in which they were taken."""

    items: tuple[Measure, ...]
    #: The mask that the heat was compared with: "given", or "the network's, of this slice alone".
    mask: str
    seed: int

    def __getitem__(self, name: str) -> Measure:
        """The measure of that name; KeyError if it was not taken."""
        found = {item.name: item for item in self.items}
        return found[name]
