"""A reader's correction of any analysis."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.annotation import BEFORE_FINDINGS, LIVER, Annotation
from core.correction import from_analysis
from core.pipeline import Analysis


def erased_on(analysis: Analysis, index: int, **said: object) -> Annotation:
    """The model's outlines without lesions on one slice; finding 1 is what `said` says of it."""
    start = from_analysis(analysis)
    voxels = start.voxels.copy()
    voxels[index][voxels[index] > BEFORE_FINDINGS] = LIVER
    first, *others = start.findings
    return Annotation(np.ascontiguousarray(voxels), (replace(first, **said), *others))
