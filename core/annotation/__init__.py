"""What readers say of a series: corrected outlines, kinds of lesions, and labels of slices.

change = change_of(received, series.volume.shape)   # from a browser: InputError where it is none
annotation = apply(annotation, change)              # the next version
"""

from core.annotation.annotation import (
    BEFORE_FINDINGS,
    LIVER,
    NOTHING,
    Annotation,
    voxel_of,
)
from core.annotation.change import Change, apply, change_between, change_of, plain_change
from core.annotation.findings import (
    CERTAINTIES,
    CLASS_OF_KIND,
    KINDS,
    MOST_FINDINGS,
    NOT_A_LESION,
    Finding,
)
from core.annotation.plain import (
    finding_of,
    findings_of,
    plain_finding,
    plain_slice_labels,
    slice_labels_of,
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
    "Change",
    "Finding",
    "apply",
    "change_between",
    "change_of",
    "finding_of",
    "findings_of",
    "plain_change",
    "plain_finding",
    "plain_slice_labels",
    "slice_labels_of",
    "voxel_of",
]
