"""What one reader says of one series: outlines, findings and labels of slices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.annotation.findings import Finding
from core.labels import BACKGROUND_CODE, LIVER_CODE, MASK_CODES

#: A voxel outside the liver, and one of the liver outside every finding.
NOTHING, LIVER = 0, 1
#: A voxel of finding n holds n + `BEFORE_FINDINGS`.
BEFORE_FINDINGS = 1


def voxel_of(number: int) -> int:
    """The value of the voxels of the finding with that number."""
    return number + BEFORE_FINDINGS


@dataclass(frozen=True, eq=False)
class Annotation:
    """One version, never changed in place. Slice 0 is the most inferior."""

    #: (z, y, x) uint8 on the CT's own grid: `NOTHING`, `LIVER`, or `voxel_of` a finding. A finding
    #: lies in the liver, and so does one that the reader rejected.
    voxels: np.ndarray
    #: By number. One without voxels was erased.
    findings: tuple[Finding, ...] = ()
    #: Slice -> class of `labels.SLICE_CLASSES`, of those slices that the reader labelled.
    slice_labels: Mapping[int, str] = field(default_factory=dict)

    def mask(self) -> np.ndarray:
        """(z, y, x) uint8 mask codes of `core.labels`; a rejected finding is liver."""
        codes = np.full(256, LIVER_CODE, np.uint8)
        codes[NOTHING] = BACKGROUND_CODE
        for finding in self.findings:
            if finding.is_lesion:
                codes[voxel_of(finding.number)] = MASK_CODES[finding.slice_class]
        return codes[self.voxels]

    def lesion_numbers(self) -> np.ndarray:
        """(z, y, x) uint8: the number of the lesion that each voxel belongs to; 0 elsewhere, in
        rejected findings too."""
        numbers = np.zeros(256, np.uint8)
        for finding in self.findings:
            if finding.is_lesion:
                numbers[voxel_of(finding.number)] = finding.number
        return numbers[self.voxels]
