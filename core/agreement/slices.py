"""What each reader calls each slice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.annotation import NOTHING, Annotation
from core.labels import BENIGN, BENIGN_CODE, MALIGNANT, MALIGNANT_CODE, NORMAL


def slice_ratings(annotations: Mapping[str, Annotation]) -> dict[int, tuple[str | None, ...]]:
    """Slice -> what the readers call it, in the order of `annotations`.

    A slice is what its reader labelled it. Where they labelled none, it is what they outlined
    there: malignant before benign before normal. A reader who outlined nothing anywhere and did
    not label the slice has not rated it: None.

    Only slices on which someone outlined something, the liver included, or which someone labelled
    are rated: beyond the liver all would agree, and mean nothing by it.
    """
    rated = [_Rater(annotation) for annotation in annotations.values()]
    shown = set().union(*(_shown(annotation) for annotation in annotations.values()))
    return {index: tuple(own(index) for own in rated) for index in sorted(shown)}


class _Rater:
    """What one reader calls a slice."""

    def __init__(self, annotation: Annotation) -> None:
        self._labels = annotation.slice_labels
        self._has_outlines = bool(annotation.voxels.any())
        self._benign, self._malignant = _slices_of(annotation)

    def __call__(self, index: int) -> str | None:
        if index in self._labels:
            return self._labels[index]
        if not self._has_outlines:
            return None
        if index in self._malignant:
            return MALIGNANT
        return BENIGN if index in self._benign else NORMAL


def _slices_of(annotation: Annotation) -> tuple[set[int], set[int]]:
    """Slices with a benign lesion, and with a malignant one."""
    mask = annotation.mask()
    benign, malignant = (
        {index for index, plane in enumerate(mask) if (plane == code).any()}
        for code in (BENIGN_CODE, MALIGNANT_CODE)
    )
    return benign, malignant


def _shown(annotation: Annotation) -> set[int]:
    outlined = np.flatnonzero([(plane != NOTHING).any() for plane in annotation.voxels])
    return {*outlined.tolist(), *annotation.slice_labels}
