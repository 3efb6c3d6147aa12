"""Where a lesion might be: dark regions of the liver, each outlined at half its contrast.

Only dark ones: no lesion brighter than the liver is among the labels, so that a classifier could
learn nothing of bright candidates but to turn them down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.measure import label

from core.classical.liver_view import LiverView
from core.classical.settings import ClassicalSettings

#: Room around a candidate in its box, pixels: its rings are looked at too.
PAD = 3
#: Two candidates that share more than this (intersection over union) are one.
SAME_OVERLAP = 0.8


@dataclass(frozen=True, eq=False)
class Candidate:
    """One region, in a box of the view (`LiverView`)."""

    box: tuple[slice, slice]
    #: (h, w) bool, the box's shape.
    region: np.ndarray
    #: Pixels of the region.
    size: int
    #: Mean HU below the liver's median, times the square root of the area in pixels: the
    #: signal-to-noise ratio in white noise, but for the noise.
    evidence: float


def find_candidates(view: LiverView, settings: ClassicalSettings) -> list[Candidate]:
    """Dark regions, those with the most evidence first.

    Each local minimum of the denoised liver that lies `smallest_depth_hu` or more below the
    liver's median m is outlined: with d its depth below m, the connected region around it that
    lies deeper than the level next to `outline_share` d, holes included. The levels are
    `level_step_hu` apart, so that the regions of all minima come from a few labellings. Regions
    that are nearly the same are kept once; a dark core and the lesion around it may both stay.
    """
    depth = view.usual_hu - view.smooth
    darkest = depth == ndimage.maximum_filter(depth, size=3)
    rows, columns = np.nonzero(darkest & (depth >= settings.smallest_depth_hu) & view.liver)
    wanted = depth[rows, columns] * settings.outline_share
    levels = np.maximum(1, np.rint(wanted / settings.level_step_hu)) * settings.level_step_hu
    found = []
    for level in np.unique(levels):
        here = levels == level
        found += _regions_below(depth, level, rows[here], columns[here])
    smallest = settings.smallest_mm2 / settings.pixel_mm**2
    found = [
        one for one in found if one.size >= smallest and one.evidence >= settings.smallest_evidence
    ]
    found.sort(key=lambda one: -one.evidence)
    return _distinct(found, settings.most_candidates)


def _regions_below(depth, level: float, rows, columns) -> list[Candidate]:
    """The components of `depth` > `level`, holes filled, that hold one of the points."""
    components = label(ndimage.binary_fill_holes(depth > level), connectivity=1)
    boxes = ndimage.find_objects(components)
    candidates = []
    for number in sorted(set(components[rows, columns].tolist()) - {0}):
        box = tuple(
            slice(max(0, span.start - PAD), min(n, span.stop + PAD))
            for span, n in zip(boxes[number - 1], depth.shape, strict=True)
        )
        region = components[box] == number
        inside = depth[box][region]
        candidates.append(
            Candidate(box, region, inside.size, float(inside.mean() * np.sqrt(inside.size)))
        )
    return candidates


def _distinct(candidates: list[Candidate], most: int) -> list[Candidate]:
    kept: list[Candidate] = []
    for one in candidates:
        if len(kept) == most:
            break
        if not any(_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _same(a: Candidate, b: Candidate) -> bool:
    # Regions of too different a size can't overlap that much: most pairs are told apart so.
    smaller, larger = sorted((a.size, b.size))
    return smaller > SAME_OVERLAP * larger and overlap(a, b) > SAME_OVERLAP


def shared_pixels(a: Candidate, b: Candidate) -> int:
    """Pixels that lie in both regions."""
    rows, columns = (
        slice(max(s.start, t.start), min(s.stop, t.stop)) for s, t in zip(a.box, b.box, strict=True)
    )
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return 0
    mine, other = (
        one.region[
            rows.start - one.box[0].start : rows.stop - one.box[0].start,
            columns.start - one.box[1].start : columns.stop - one.box[1].start,
        ]
        for one in (a, b)
    )
    return int(np.count_nonzero(mine & other))


def overlap(a: Candidate, b: Candidate) -> float:
    """Intersection over union, 0..1."""
    shared = shared_pixels(a, b)
    return shared / (a.size + b.size - shared)
