"""Which number a lesion has: its place by volume, from the largest on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.bounding_box import Box
from core.lesions.components import lesion_components
from core.series import Series


def lesion_numbers(mask: np.ndarray, series: Series) -> np.ndarray:
    """(z, y, x) unsigned, as narrow as the count allows: the `Lesion.id` that each voxel belongs
    to once `measure_lesions` measures `mask`, 0 elsewhere.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
    """
    labels, boxes = lesion_components(mask)
    components = [labels[box] == place for place, box in enumerate(boxes, start=1)]
    volumes = [
        float(slice_volumes_ml(voxels, box, series).sum())
        for voxels, box in zip(components, boxes, strict=True)
    ]
    numbers = np.zeros(mask.shape, np.min_scalar_type(len(boxes)))
    for number, place in enumerate(largest_first(volumes), start=1):
        numbers[boxes[place]][components[place]] = number
    return numbers


def largest_first(volumes_ml: Sequence[float]) -> list[int]:
    """Places of the components in the order of their numbers; equal volumes keep theirs."""
    return sorted(range(len(volumes_ml)), key=lambda place: -volumes_ml[place])


def slice_volumes_ml(voxels: np.ndarray, box: Box, series: Series) -> np.ndarray:
    """(slices of `box`,) mL of the component `voxels` (bool) that fills `box`."""
    thickness = series.slice_thicknesses_mm[box[0]]
    return voxels.sum(axis=(1, 2)) * thickness * series.pixel_area_mm2() / 1000.0
