"""Lay an earlier liver over a later one, so that places on both scans can be compared.

The table and the patient never lie twice the same: only the liver says where a lesion is. By the
outlines where both are at hand (`outlines.py`), else by the boxes around the livers that the
worklist keeps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.follow_up.outlines import fit_outlines
from core.follow_up.scan import Scan

#: How far apart the centres of one lesion may lie once the livers are aligned, mm. Landmarks in
#: the livers of 28 patients on CT a median of 112 days apart still lay 7.7 mm apart (standard
#: deviation 3.7) where the livers' surfaces had been aligned, and 12.4 (7.5) by intensities alone
#: (biomechanical registration of longitudinal liver CT, Adv Radiat Oncol 2020, PMC7136628). Mean
#: and two standard deviations of each give the two limits.
OUTLINE_GATE_MM, BOX_GATE_MM = 15.0, 27.0
#: A liver's box changes by breath and by what the model outlined, not by a factor of two.
LEAST_SCALE, MOST_SCALE = 0.8, 1.25
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
    #: How near the centres of one lesion must lie, mm.
    gate_mm: float
    #: One sentence: how it was done.
    words: str
    #: One sentence each: why to doubt it.
    cautions: tuple[str, ...] = ()

    def moved(self, points_mm: np.ndarray) -> np.ndarray:
        """(n, 3) LPS mm of the earlier scan, as places on the later one."""
        points = np.asarray(points_mm, dtype=float).reshape(-1, 3)
        return points @ self.matrix[:3, :3].T + self.matrix[:3, 3]


def align(earlier: Scan, later: Scan) -> Alignment:
    """The best alignment that the two scans allow."""
    if earlier.outline is not None and later.outline is not None:
        fit = fit_outlines(earlier.outline, later.outline)
        if fit is not None:
            return _by_outlines(earlier, later, fit.matrix, fit.distance_mm)
    if earlier.liver_box is not None and later.liver_box is not None:
        return _by_boxes(earlier, later)
    lacking = " and ".join(scan.label for scan in (earlier, later) if scan.liver_box is None)
    return Alignment(
        NONE,
        np.eye(4),
        BOX_GATE_MM,
        "Not aligned: lesions are matched by their places on the scanner's table.",
        (
            f"Where the liver lies is not known for {lacking}: lesions are matched by their places "
            "on the scanner's table, so that a patient who lay elsewhere shows all lesions as gone "
            "and new; analyse it again to match by the liver.",
        ),
    )


def _by_outlines(earlier: Scan, later: Scan, matrix: np.ndarray, distance_mm: float) -> Alignment:
    turn = np.degrees(np.arccos(np.clip((np.trace(matrix[:3, :3]) - 1) / 2, -1, 1)))
    middle = earlier.liver_box.middle_mm if earlier.liver_box else np.zeros(3)
    shift = matrix[:3, :3] @ middle + matrix[:3, 3] - middle
    words = (
        f"Aligned by the outlines of the liver: moved by {_vector(shift)} mm (left, back, up) and "
        f"turned by {turn:.0f}°, after which the surfaces lie {distance_mm:.1f} mm apart (median)."
    )
    cautions = ()
    if distance_mm > POOR_FIT_MM:
        cautions = (
            f"The livers of {earlier.label} and {later.label} don't fit each other (their surfaces "
            f"stay {distance_mm:.0f} mm apart): lesions may be matched wrongly.",
        )
    return Alignment(OUTLINES, matrix, OUTLINE_GATE_MM, words, cautions)


def _by_boxes(earlier: Scan, later: Scan) -> Alignment:
    """Middle on middle, each axis stretched from one box to the other within limits."""
    from_box, to_box = earlier.liver_box, later.liver_box
    ratio = np.divide(to_box.size_mm, from_box.size_mm, out=np.ones(3), where=from_box.size_mm > 0)
    scale = np.clip(ratio, LEAST_SCALE, MOST_SCALE)
    matrix = np.diag([*scale, 1.0])
    matrix[:3, 3] = to_box.middle_mm - scale * from_box.middle_mm
    shift = to_box.middle_mm - from_box.middle_mm
    cut = [scan.label for scan in (earlier, later) if scan.has_caution("partial_liver")]
    cautions = ()
    if cut:
        cautions = (
            f"The liver is cut off by an end of the series on {' and '.join(cut)}: its box does "
            "not show where the whole liver lies, so lesions may be matched wrongly; open both "
            "series to match by the outlines.",
        )
    return Alignment(
        BOXES,
        matrix,
        BOX_GATE_MM,
        f"Aligned by the boxes around the livers: moved by {_vector(shift)} mm (left, back, up) "
        f"and stretched by {' × '.join(f'{factor:.2f}' for factor in scale)}; coarser than by the "
        "outlines, which need both series open.",
        cautions,
    )


def _vector(values: np.ndarray) -> str:
    # Rounded first: -0.2 would read "-0".
    return ", ".join(str(round(float(value))) for value in values)
