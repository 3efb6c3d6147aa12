"""Whether outlines and images belong together."""

from __future__ import annotations

from core.annotation import Annotation
from core.annotation import sentences as annotation_sentences
from core.errors import InputError
from core.series import Series


def check_grid(annotation: Annotation, series: Series) -> None:
    """Raises InputError where the outlines lie on another grid than the series."""
    if annotation.voxels.shape != series.volume.shape:
        raise InputError(
            annotation_sentences.other_grid(annotation.voxels.shape, series.volume.shape)
        )
