"""What readers say of a series: corrected outlines, kinds of lesions, and labels of slices."""

from core.annotation.annotation import (
    BEFORE_FINDINGS,
    LIVER,
    NOTHING,
    Annotation,
    voxel_of,
)
from core.annotation.findings import (
    CERTAINTIES,
    CLASS_OF_KIND,
    KINDS,
    MOST_FINDINGS,
    NOT_A_LESION,
    Finding,
)

__all__ = [
    "BEFORE_FINDINGS",
    "CERTAINTIES",
    "CLASS_OF_KIND",
    "KINDS",
    "LIVER",
    "MOST_FINDINGS",
    "NOTHING",
    "NOT_A_LESION",
    "Annotation",
    "Finding",
    "voxel_of",
]
