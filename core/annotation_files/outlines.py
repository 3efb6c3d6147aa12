"""Outlines from a file, put together as an annotation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from core.annotation import LIVER, MOST_FINDINGS, NOTHING, Annotation, Finding, voxel_of
from core.annotation_files import sentences
from core.errors import InputError
from core.labels import MALIGNANT_CODE
from core.lesions.components import lesion_components


@dataclass(frozen=True, eq=False)
class Outline:
    """One structure of a file."""

    #: (z, y, x) bool on the CT's own grid.
    voxels: np.ndarray
    #: What it is; None for the liver. Its number is that of the file, 0 where the file has none.
    finding: Finding | None = None


def annotation_of(outlines: Iterable[Outline], shape: tuple[int, ...], name: str) -> Annotation:
    """Liver first, findings over it in the order given; a later one is drawn over an earlier one.

    An outline without a number becomes a finding for each of its face-connected parts, the largest
    first, with the numbers that are free.

    Args:
        shape: (z, y, x) of the series.
        name: of the file, for messages.

    Raises:
        InputError: more findings than an annotation holds.
    """
    voxels = np.full(shape, NOTHING, np.uint8)
    findings: dict[int, Finding] = {}
    unnumbered: list[tuple[np.ndarray, Finding]] = []
    for one in outlines:
        if one.finding is None:
            voxels[one.voxels & (voxels == NOTHING)] = LIVER
        elif one.finding.number and one.finding.number not in findings:
            findings[one.finding.number] = one.finding
            voxels[one.voxels] = voxel_of(one.finding.number)
        else:
            unnumbered.append((np.flatnonzero(one.voxels), one.finding))
    parts = [(part, finding) for at, finding in unnumbered for part in _parts(at, shape)]
    count = len(findings) + len(parts)
    if count > MOST_FINDINGS:
        raise InputError(sentences.too_many_findings(name, count, MOST_FINDINGS))
    free = iter(number for number in range(1, MOST_FINDINGS + 1) if number not in findings)
    for part, finding in parts:
        number = next(free)
        findings[number] = replace(finding, number=number)
        voxels.ravel()[part] = voxel_of(number)
    return Annotation(voxels, tuple(findings[number] for number in sorted(findings)))


def _parts(at: np.ndarray, shape: tuple[int, ...]) -> list[np.ndarray]:
    """Flat indices of each connected part of the voxels at those, the largest first."""
    mask = np.zeros(shape, np.uint8)
    mask.ravel()[at] = MALIGNANT_CODE
    labels, boxes = lesion_components(mask)
    found = labels.ravel()[at]
    parts = [at[found == number] for number in range(1, len(boxes) + 1)]
    return sorted(parts, key=len, reverse=True)
