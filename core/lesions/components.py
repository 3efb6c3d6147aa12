"""Which voxels make up one lesion."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.bounding_box import Box, bounding_box
from core.labels import LESION_CODES
from core.sparse_zeros import sparse_zeros

#: Voxels of one lesion share a face. Two lesions that only touch at an edge or a corner stay two.
CONNECTIVITY = ndimage.generate_binary_structure(3, 1)


def label_lesions(mask: np.ndarray) -> tuple[np.ndarray, int]:
    """(labels (z, y, x) int32, count): the face-connected components of both lesion codes."""
    return ndimage.label(mask >= min(LESION_CODES), structure=CONNECTIVITY)


def lesion_components(mask: np.ndarray) -> tuple[np.ndarray, list[Box]]:
    """`label_lesions`, with the box of each component: the k-th is that of label k + 1."""
    labels = sparse_zeros(mask.shape, np.int32)
    whole = bounding_box(mask, lowest=min(LESION_CODES))
    if whole is None:
        return labels, []
    inner, count = label_lesions(mask[whole])
    labels[whole] = inner
    return labels, [_moved(box, whole) for box in ndimage.find_objects(inner, count)]


def numbered_boxes(numbers: np.ndarray) -> dict[int, Box]:
    """Number, rising -> the box around its voxels, of a (z, y, x) volume that is 0 elsewhere."""
    whole = bounding_box(numbers)
    if whole is None:
        return {}
    boxes = ndimage.find_objects(numbers[whole].astype(np.int32, copy=False))
    return {
        number: _moved(box, whole) for number, box in enumerate(boxes, start=1) if box is not None
    }


def _moved(box: Box, whole: Box) -> Box:
    """A box within `whole`, as a box of the volume."""
    planes, rows, columns = (
        slice(part.start + outer.start, part.stop + outer.start)
        for part, outer in zip(box, whole, strict=True)
    )
    return planes, rows, columns
