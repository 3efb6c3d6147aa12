"""The series of `tiny_case`, whose one lesion a reader has halved: its upper slice was erased."""

from __future__ import annotations

import numpy as np

from core.annotation import Annotation, Change
from core.annotation.run_lengths import encode
from core.correction import from_analysis
from dashboard.state.edited import Edited
from dashboard.state.open_series import OpenSeries

#: mL of the lesion: a block of 12 x 12 pixels of 1.5 mm, on two slices of 5 mm and on one.
BEFORE_ML, AFTER_ML = 3.24, 1.62
#: Slice that was erased.
ERASED = 4


def kept_nowhere(edited: Edited, annotation: Annotation) -> bool:
    """Stands in for the worklist."""
    return True


def halve(opened: OpenSeries, keep=kept_nowhere) -> None:
    """What a reader does with the eraser on slice `ERASED`."""
    (own,) = opened.analyses()
    opened.edited.offer(own.weights_sha256, lambda: from_analysis(own))
    revision, start = opened.edited.now()
    plane = np.where(start.voxels[ERASED] == 2, 1, start.voxels[ERASED]).astype(np.uint8)
    change = Change({ERASED: encode(plane)}, start.findings)
    opened.edited.change(change, revision, keep)
