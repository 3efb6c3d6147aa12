"""The frames of a SEG that doesn't lie on the CT's slices, as a volume of their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from core.dicom.label_map import LabelMap
from core.dicom.limits import Limits
from core.dicom.segmentation import DIRECTION_TOLERANCE, Segmentation, SegmentFrame
from core.errors import InputError

#: Frames nearer than this share a plane, mm.
SAME_PLANE_MM = 0.01
#: Planes may be off an even stack by this share of their distance.
UNEVEN = 0.1
#: Rows or columns may shift from plane to plane by this share of a pixel.
SIDEWAYS = 0.5


def stack_segments(
    segmentation: Segmentation, codes: Mapping[str, int], limits: Limits
) -> LabelMap:
    """The segments that are liver or lesions, on an even stack of planes.

    Planes without a frame are empty: a SEG need not store those.

    Args:
        codes: kind -> code, as for `Segmentation.draw`.

    Raises:
        InputError: no pixel size, planes that are turned against each other, unevenly far apart
            or too many, or pixels that can't be unpacked.
    """
    kinds = segmentation.kinds
    own = [frame for frame in segmentation.frames if frame.segment in kinds]
    if not own or own[0].pixel_mm is None:
        raise InputError(
            f"{segmentation.name}: doesn't tell where its frames lie or how large their pixels "
            "are: export it again."
        )
    first = own[0]
    row, column = first.direction[:3], first.direction[3:]
    normal = np.cross(row, column)
    heights = np.array([frame.origin_mm @ normal for frame in own])
    step = _step_mm(heights, first)
    numbers = np.rint((heights - heights.min()) / step).astype(int)
    lowest = own[int(heights.argmin())].origin_mm
    expected = lowest + np.outer(numbers * step, normal)
    if not all(map(partial(_fits, first, step, normal), own, expected)):
        raise InputError(
            f"{segmentation.name}: its frames lie on no slice of the CT and are no even stack of "
            "their own: check that they belong together."
        )
    planes_needed = int(numbers.max()) + 1
    if planes_needed * np.prod(segmentation.shape, dtype=int) > limits.volume_bytes:
        raise InputError(
            f"{segmentation.name}: its frames are spread over {planes_needed} planes, over the "
            "limit: check that it belongs to the CT."
        )
    volume = np.zeros((planes_needed, *segmentation.shape), np.uint8)
    planes = iter(numbers.tolist())
    segmentation.draw(
        [next(planes) if frame.segment in kinds else None for frame in segmentation.frames],
        codes,
        volume,
    )
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1] = row * first.pixel_mm[1], column * first.pixel_mm[0]
    affine[:3, 2], affine[:3, 3] = normal * step, lowest
    return LabelMap(segmentation.name, volume, affine)


def _step_mm(heights: np.ndarray, frame: SegmentFrame) -> float:
    """Distance of the planes: that of the nearest two, made finer by counting how often it fits
    between all others; of a single plane as the file tells."""
    apart = np.diff(np.unique(heights))
    apart = apart[apart > SAME_PLANE_MM]
    if len(apart):
        return float(apart.sum() / np.rint(apart / apart.min()).sum())
    return frame.apart_mm or 1.0


def _fits(
    first: SegmentFrame,
    step: float,
    normal: np.ndarray,
    frame: SegmentFrame,
    expected: np.ndarray,
) -> bool:
    """Whether a frame has the first one's grid and lies where an even stack would have it."""
    offset = frame.origin_mm - expected
    sideways = np.linalg.norm(offset - (offset @ normal) * normal)
    return bool(
        np.abs(frame.direction - first.direction).max() <= DIRECTION_TOLERANCE
        and frame.pixel_mm == first.pixel_mm
        and abs(offset @ normal) <= UNEVEN * step
        and sideways <= SIDEWAYS * min(first.pixel_mm)
    )
