"""The segmentation as the viewer takes it: class and lesion number in one byte a voxel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from core.lesions import Lesion, label_lesions
from core.series import Series

#: A voxel's byte is `code + 4 * lesion number`; the number 0 stands for none.
MAX_LESION_NUMBER = 63


def numbered_mask(mask: np.ndarray, lesions: Sequence[Lesion], series: Series) -> np.ndarray:
    """(z, y, x) uint8: `code + 4 * Lesion.id`, so that the viewer can write numbers at lesions.

    Lesions beyond number 63 keep their outline and go without a number.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
        lesions: what `core.lesions.measure_lesions` found on this mask and series.
    """
    numbered = mask.astype(np.uint8, copy=True)
    labels, count = label_lesions(mask)
    for component, box in enumerate(ndimage.find_objects(labels, count), start=1):
        voxels = labels[box] == component
        number = _number_of(voxels, box, lesions, series)
        if 0 < number <= MAX_LESION_NUMBER:
            numbered[box][voxels] += np.uint8(4 * number)
    return numbered


def _number_of(
    voxels: np.ndarray,
    box: tuple[slice, slice, slice],
    lesions: Sequence[Lesion],
    series: Series,
) -> int:
    """The lesion on the same slices whose centre is nearest; 0 if there is none."""
    first, last = box[0].start, box[0].stop - 1
    candidates = [x for x in lesions if (x.slice_first, x.slice_last) == (first, last)]
    centre = [c + part.start for c, part in zip(np.argwhere(voxels).mean(axis=0), box, strict=True)]
    centre_mm = (series.affine_lps @ [*centre[::-1], 1.0])[:3]
    nearest = min(
        candidates,
        key=lambda lesion: np.linalg.norm(centre_mm - lesion.centroid_mm),
        default=None,
    )
    return nearest.id if nearest else 0
