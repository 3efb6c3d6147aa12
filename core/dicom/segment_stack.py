"""The frames of a SEG that doesn't lie on the CT's slices, as a volume on its own grid."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from core.dicom import sentences
from core.dicom.label_map import LabelMap
from core.dicom.limits import Limits
from core.dicom.segmentation import DIRECTION_TOLERANCE, Segmentation, SegmentFrame
from core.errors import InputError

#: Frames closer together than this share a plane, mm.
SAME_PLANE_MM = 0.01
#: How far planes may be off an even stack, as a share of their spacing.
UNEVEN_TOLERANCE = 0.1
#: How far planes may be shifted in-plane, as a share of a pixel.
SHIFT_TOLERANCE = 0.5


def stack_segments(
    segmentation: Segmentation, codes: Mapping[str, int], limits: Limits
) -> LabelMap:
    """The liver and lesion segments on an even stack of planes.

    Planes without a frame are empty: a SEG need not store those.

    Args:
        codes: kind -> code, as for `Segmentation.draw`.

    Raises:
        InputError: no pixel size, planes that are not parallel, not evenly spaced or too many, or
            pixels that can't be unpacked.
    """
    own = [frame for frame in segmentation.frames if segmentation.shows(frame)]
    pixel_mm = own[0].pixel_mm if own else None
    if pixel_mm is None:
        raise InputError(sentences.masks.frames_not_placed(segmentation.name))
    first = own[0]
    row, column = first.direction[:3], first.direction[3:]
    normal = np.cross(row, column)
    heights = np.array([frame.origin_mm @ normal for frame in own])
    step = _spacing_mm(heights, first)
    numbers = np.rint((heights - heights.min()) / step).astype(int)
    lowest = own[int(heights.argmin())].origin_mm
    expected = lowest + np.outer(numbers * step, normal)
    sideways_mm = SHIFT_TOLERANCE * min(pixel_mm)
    if not all(map(partial(_fits, first, step, normal, sideways_mm), own, expected)):
        raise InputError(sentences.masks.frames_uneven(segmentation.name))
    planes_needed = int(numbers.max()) + 1
    if planes_needed * np.prod(segmentation.shape, dtype=int) > limits.volume_bytes:
        raise InputError(sentences.masks.too_many_planes(segmentation.name, planes_needed))
    volume = np.zeros((planes_needed, *segmentation.shape), np.uint8)
    planes = iter(numbers.tolist())
    segmentation.draw(
        [next(planes) if segmentation.shows(frame) else None for frame in segmentation.frames],
        codes,
        volume,
    )
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1] = row * pixel_mm[1], column * pixel_mm[0]
    affine[:3, 2], affine[:3, 3] = normal * step, lowest
    return LabelMap(segmentation.name, volume, affine)


def _spacing_mm(heights: np.ndarray, frame: SegmentFrame) -> float:
    """Spacing of the planes: the smallest distance, refined by how many times it fits between all
    the others; for a single plane, what the file states."""
    apart = np.diff(np.unique(heights))
    apart = apart[apart > SAME_PLANE_MM]
    if len(apart):
        return float(apart.sum() / np.rint(apart / apart.min()).sum())
    return frame.apart_mm or 1.0


def _fits(
    first: SegmentFrame,
    step: float,
    normal: np.ndarray,
    sideways_mm: float,
    frame: SegmentFrame,
    expected: np.ndarray,
) -> bool:
    """Whether a frame has the first one's grid and lies in its place in an even stack."""
    offset = frame.origin_mm - expected
    sideways = np.linalg.norm(offset - (offset @ normal) * normal)
    return bool(
        np.abs(frame.direction - first.direction).max() <= DIRECTION_TOLERANCE
        and frame.pixel_mm == first.pixel_mm
        and abs(offset @ normal) <= UNEVEN_TOLERANCE * step
        and sideways <= sideways_mm
    )
