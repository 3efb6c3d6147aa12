"""What a consensus is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.agreement.lesions import LesionGroup
from core.annotation import Annotation

MAJORITY, STAPLE, ARBITER = "majority", "staple", "arbiter"
#: Way to a consensus -> its name on a page.
METHODS = {MAJORITY: "Majority", STAPLE: "STAPLE", ARBITER: "Arbiter"}
#: What becomes of a place that somebody outlined.
LESION, REJECTED, OPEN = "lesion", "rejected", "open"


@dataclass(frozen=True)
class Decision:
    """Of one place."""

    group: LesionGroup
    #: `LESION`, `REJECTED` or `OPEN`: the readers are split.
    outcome: str
    #: The finding's number in the consensus; None where it is left open.
    number: int | None
    #: How its outline was made: `MAJORITY` or `STAPLE`; "" for none.
    outlined_by: str = ""
    #: Whether readers are split on how the lesion looks.
    looks_open: bool = False


@dataclass(frozen=True)
class Performance:
    """How well one reader fits the outline that STAPLE estimates, 0..1."""

    sensitivity: float
    specificity: float


@dataclass(frozen=True, eq=False)
class Consensus:
    """Of one series."""

    #: One of `METHODS`.
    method: str
    readers: tuple[str, ...]
    annotation: Annotation
    #: (z, y, x) bool: voxels that the readers leave open. Training ignores them.
    uncertain: np.ndarray
    decisions: tuple[Decision, ...] = ()
    #: "liver" and "lesions" -> reader -> `Performance`; of `STAPLE` only.
    performance: Mapping[str, Mapping[str, Performance]] = field(default_factory=dict)

    def count(self, outcome: str) -> int:
        """How many places have that outcome."""
        return sum(one.outcome == outcome for one in self.decisions)
