"""Where a lesion might be: dark regions of the liver, each outlined at half its contrast.

Only dark ones: no labelled lesion is brighter than the liver, so all a classifier could learn
about bright candidates is to reject them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.measure import label

from core.bounding_box import Box2D
from core.classical.liver_view import LiverView
from core.classical.settings import ClassicalSettings

#: Margin around a candidate in its box, pixels: room for the rings around it.
PAD = 3
#: Two candidates whose intersection over union is above this are duplicates.
DUPLICATE_IOU = 0.8


@dataclass(frozen=True, eq=False)
class Candidate:
    """One region, in a box within the view (`LiverView`)."""

    box: Box2D
    #: (h, w) bool, the box's shape.
    region: np.ndarray
    #: Pixels of the region.
    size: int
    #: Mean depth below the liver's median, HU, times the square root of the area in pixels. In
    #: white noise this is proportional to the signal-to-noise ratio.
    evidence: float


def find_candidates(view: LiverView, settings: ClassicalSettings) -> list[Candidate]:
    """Dark regions, strongest evidence first.

    The seeds are the local minima of the denoised liver at least `smallest_depth_hu` below the
    liver's median. A seed of depth d grows to the connected region around it that is deeper than
    `outline_share` d, holes included. Thresholds are rounded to multiples of `level_step_hu`, so a
    few labellings serve all seeds. Of near-duplicate regions one is kept; a dark core and the
    lesion around it may both stay.
    """
    depth = view.median_hu - view.smooth
    is_minimum = depth == ndimage.maximum_filter(depth, size=3)
    rows, columns = np.nonzero(is_minimum & (depth >= settings.smallest_depth_hu) & view.liver)
    thresholds = depth[rows, columns] * settings.outline_share
    levels = np.maximum(1, np.rint(thresholds / settings.level_step_hu)) * settings.level_step_hu
    candidates = []
    for level in np.unique(levels):
        at_level = levels == level
        candidates += _regions_deeper_than(level, depth, rows[at_level], columns[at_level])
    min_pixels = settings.smallest_mm2 / settings.pixel_mm**2
    candidates = [
        candidate
        for candidate in candidates
        if candidate.size >= min_pixels and candidate.evidence >= settings.smallest_evidence
    ]
    candidates.sort(key=lambda candidate: -candidate.evidence)
    return _without_duplicates(candidates, settings.most_candidates)


def _regions_deeper_than(
    level: float, depth: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> list[Candidate]:
    """The components of `depth` > `level`, holes filled, that contain one of the points."""
    components = label(ndimage.binary_fill_holes(depth > level), connectivity=1)
    boxes = ndimage.find_objects(components)
    candidates = []
    for number in sorted(set(components[rows, columns].tolist()) - {0}):
        height, width = (
            slice(max(0, span.start - PAD), min(n, span.stop + PAD))
            for span, n in zip(boxes[number - 1], depth.shape, strict=True)
        )
        box = (height, width)
        region = components[box] == number
        inside = depth[box][region]
        candidates.append(
            Candidate(box, region, inside.size, float(inside.mean() * np.sqrt(inside.size)))
        )
    return candidates


def _without_duplicates(candidates: list[Candidate], limit: int) -> list[Candidate]:
    """The first `limit` of `candidates`, each distinct from those before it."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if len(kept) == limit:
            break
        if not any(_are_duplicates(candidate, other) for other in kept):
            kept.append(candidate)
    return kept


def _are_duplicates(a: Candidate, b: Candidate) -> bool:
    # Regions of very different sizes can't overlap that much: this cheap test settles most pairs.
    smaller, larger = sorted((a.size, b.size))
    return smaller > DUPLICATE_IOU * larger and overlap(a, b) > DUPLICATE_IOU


def shared_pixels(a: Candidate, b: Candidate) -> int:
    """The number of pixels that lie in both regions."""
    rows, columns = (
        slice(max(s.start, t.start), min(s.stop, t.stop)) for s, t in zip(a.box, b.box, strict=True)
    )
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return 0
    in_a, in_b = (
        candidate.region[
            rows.start - candidate.box[0].start : rows.stop - candidate.box[0].start,
            columns.start - candidate.box[1].start : columns.stop - candidate.box[1].start,
        ]
        for candidate in (a, b)
    )
    return int(np.count_nonzero(in_a & in_b))


def overlap(a: Candidate, b: Candidate) -> float:
    """Intersection over union, 0..1."""
    shared = shared_pixels(a, b)
    return shared / (a.size + b.size - shared)
