"""Align an earlier liver with a later one, so that positions on both scans can be compared.

A patient never lies in the same position on the table twice: only the liver itself says where a
lesion is. Livers are aligned by their outlines where both are available (`outlines.py`), otherwise
by the bounding boxes that the worklist stores.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.follow_up import sentences
from core.follow_up.outlines import fit_outlines
from core.follow_up.scan import Scan
from core.liver_box import LiverBox
from core.sentence import Sentence

#: How far apart the centres of one lesion may lie once the livers are aligned, mm. Landmarks in
#: the livers of 28 patients on CT a median of 112 days apart still lay 7.7 mm apart (standard
#: deviation 3.7) where the livers' surfaces had been aligned, and 12.4 (7.5) by intensities alone
#: (biomechanical registration of longitudinal liver CT, Adv Radiat Oncol 2020, PMC7136628). Each
#: limit is the mean plus two standard deviations.
OUTLINE_GATE_MM, BOX_GATE_MM = 15.0, 27.0
#: A liver's box changes with breathing and with what the model outlined, not by a factor of two.
MIN_SCALE, MAX_SCALE = 0.8, 1.25
#: Livers whose surfaces stay farther apart than this (median, mm) don't fit each other.
POOR_FIT_MM = 6.0

OUTLINES, BOXES, NONE = "outlines", "boxes", "none"


@dataclass(frozen=True, eq=False)
class Alignment:
    """From an earlier scan's frame into a later one's."""

    #: `OUTLINES`, `BOXES` or `NONE`.
    method: str
    #: (4, 4): LPS mm of the earlier scan -> LPS mm of the later one.
    matrix: np.ndarray
    #: Largest distance between the centres of one lesion, mm.
    gate_mm: float
    #: How the scans were aligned.
    words: Sentence
    #: Why the alignment may be wrong.
    cautions: tuple[Sentence, ...] = ()

    def moved(self, points_mm: np.ndarray) -> np.ndarray:
        """(n, 3) LPS mm of the earlier scan -> LPS mm of the later one."""
        points = np.asarray(points_mm, dtype=float).reshape(-1, 3)
        return points @ self.matrix[:3, :3].T + self.matrix[:3, 3]


def align(earlier: Scan, later: Scan) -> Alignment:
    """The best alignment that the two scans allow."""
    if earlier.outline is not None and later.outline is not None:
        fit = fit_outlines(earlier.outline, later.outline)
        if fit is not None:
            return _by_outlines(earlier, later, fit.matrix, fit.distance_mm)
    if earlier.liver_box is not None and later.liver_box is not None:
        return _by_boxes(earlier, earlier.liver_box, later, later.liver_box)
    unknown = [scan.label for scan in (earlier, later) if scan.liver_box is None]
    return Alignment(
        NONE,
        np.eye(4),
        BOX_GATE_MM,
        sentences.not_aligned(),
        (sentences.liver_position_unknown(unknown),),
    )


def _by_outlines(earlier: Scan, later: Scan, matrix: np.ndarray, distance_mm: float) -> Alignment:
    turn = np.degrees(np.arccos(np.clip((np.trace(matrix[:3, :3]) - 1) / 2, -1, 1)))
    middle = earlier.liver_box.middle_mm if earlier.liver_box else np.zeros(3)
    shift = matrix[:3, :3] @ middle + matrix[:3, 3] - middle
    cautions: tuple[Sentence, ...] = ()
    if distance_mm > POOR_FIT_MM:
        cautions = (sentences.livers_do_not_fit(earlier.label, later.label, distance_mm),)
    return Alignment(
        OUTLINES,
        matrix,
        OUTLINE_GATE_MM,
        sentences.aligned_by_outlines(shift, float(turn), distance_mm),
        cautions,
    )


def _by_boxes(earlier: Scan, from_box: LiverBox, later: Scan, to_box: LiverBox) -> Alignment:
    """The centres coincide; each axis is scaled from one box to the other, within limits."""
    ratio = np.divide(to_box.size_mm, from_box.size_mm, out=np.ones(3), where=from_box.size_mm > 0)
    scale = np.clip(ratio, MIN_SCALE, MAX_SCALE)
    matrix = np.diag([*scale, 1.0])
    matrix[:3, 3] = to_box.middle_mm - scale * from_box.middle_mm
    shift = to_box.middle_mm - from_box.middle_mm
    cut_off = [scan.label for scan in (earlier, later) if scan.has_caution("partial_liver")]
    return Alignment(
        BOXES,
        matrix,
        BOX_GATE_MM,
        sentences.aligned_by_boxes(shift, scale),
        (sentences.liver_cut_off(cut_off),) if cut_off else (),
    )
