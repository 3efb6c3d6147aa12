"""A model's outlines as what a reader starts from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.annotation import BEFORE_FINDINGS, LIVER, NOTHING, Annotation, Finding
from core.correction import sentences
from core.labels import BACKGROUND_CODE
from core.pipeline import Analysis

#: Findings that a model's outlines take at most: numbers must be left for those that a reader adds.
MOST_FROM_MODEL = 200


def from_analysis(analysis: Analysis) -> Annotation:
    """The model's own outlines, whether `analysis` is corrected or not.

    Finding n is Lesion n. Where there are more than `MOST_FROM_MODEL` lesions, the last finding
    holds all those that are smaller, and its note says so.
    """
    own = analysis.own
    voxels = np.where(own.mask == BACKGROUND_CODE, np.uint8(NOTHING), np.uint8(LIVER))
    numbers = own.numbers()
    inside = numbers > 0
    within = np.minimum(numbers[inside], MOST_FROM_MODEL)
    voxels[inside] = (within + BEFORE_FINDINGS).astype(np.uint8)
    findings = [
        Finding(number=one.id, looks=one.label, is_from_model=True)
        for one in own.lesions
        if one.id <= MOST_FROM_MODEL
    ]
    more = len(own.lesions) - MOST_FROM_MODEL
    if more > 0:
        findings[-1] = replace(findings[-1], note=sentences.several_in_one(more + 1))
    return Annotation(voxels, tuple(findings))
