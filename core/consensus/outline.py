"""One outline from several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.agreement.lesions import LesionGroup, region
from core.annotation import Annotation
from core.bounding_box import Box, bounding_box
from core.consensus.decision import MAJORITY, STAPLE
from core.consensus.estimate import FEWEST_READERS, MOST_READERS, staple

#: Between these probabilities STAPLE can't say whether a voxel belongs to it.
UNSURE = (0.1, 0.9)


@dataclass(frozen=True, eq=False)
class Outline:
    """In a box of the series; all bool (z, y, x) of that box."""

    box: Box
    inside: np.ndarray
    #: Neither in nor out for sure.
    unsure: np.ndarray
    #: Where any of the readers outlined it.
    anyone: np.ndarray
    #: `MAJORITY` or `STAPLE`.
    method: str

    @classmethod
    def of(cls, bodies: Sequence[np.ndarray], method: str, box: Box | None = None) -> Outline:
        """Of the readers' outlines.

        Args:
            bodies: one bool array a reader, of the whole series or of `box`.
            method: `STAPLE`, where there are enough of them, or `MAJORITY`.
            box: where they lie in the series; None: the smallest around them is found.
        """
        if box is None:
            box = bounding_box(np.any(bodies, axis=0))
            assert box is not None
            bodies = [body[box] for body in bodies]
        votes = np.zeros(bodies[0].shape, np.uint8)
        for body in bodies:
            votes += body
        anyone: np.ndarray = votes > 0
        if method == STAPLE and FEWEST_READERS <= len(bodies) <= MOST_READERS:
            # A voxel wider, as `staple` asks for: nobody outlined anything there.
            wider = [np.pad(body, 1) for body in bodies]
            inner = (slice(1, -1),) * 3
            probability = staple(wider).probability[inner]
            unsure = (probability > UNSURE[0]) & (probability < UNSURE[1])
            return cls(box, probability >= 0.5, unsure & anyone, anyone, STAPLE)
        twice = 2 * votes.astype(np.uint16)
        return cls(box, twice > len(bodies), twice == len(bodies), anyone, MAJORITY)


def joint_outline(
    annotations: Mapping[str, Annotation],
    group: LesionGroup,
    readers: Sequence[str],
    method: str,
) -> Outline:
    """Of one place, from those readers."""
    bodies = [region(annotations[reader], group.findings[reader], group.box) for reader in readers]
    return Outline.of(bodies, method, group.box)
