"""Annotations of a few voxels, whose agreement can be counted by hand."""

from __future__ import annotations

import numpy as np

from core.annotation import LIVER, Annotation, Finding, voxel_of

#: (z, y, x).
SHAPE = (4, 8, 8)


def reading(
    *drawn: tuple[Finding, tuple], slice_labels: dict[int, str] | None = None, liver: bool = True
) -> Annotation:
    """Findings at places (z, y, x) of slices, drawn in this order, in a liver that fills the slices
    1 to 3, or in none."""
    voxels = np.zeros(SHAPE, np.uint8)
    if liver:
        voxels[1:] = LIVER
    for finding, place in drawn:
        voxels[place] = voxel_of(finding.number)
    findings = tuple(finding for finding, _ in drawn)
    return Annotation(voxels, findings, slice_labels or {})


def box(z: tuple[int, int], y: tuple[int, int], x: tuple[int, int]) -> tuple[slice, slice, slice]:
    """From the first to before the second."""
    return slice(*z), slice(*y), slice(*x)
