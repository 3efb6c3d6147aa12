"""What was found lesion by lesion, in all and by size, as a card holds it."""

from __future__ import annotations

import numpy as np

from core.training.bootstrap import MIN_SUBJECTS, interval
from core.training.detection import ASSUMED_PIXEL_MM, RULE, SIZE_MEASURE, SIZES
from core.training.metrics import defined
from core.training.subject_sums import SubjectSums


def lesion_detection(sums: SubjectSums, draws: np.ndarray | None = None) -> dict:
    """The section `lesion_detection`, at the threshold that makes the mask.

    Args:
        draws: (d, s) of `bootstrap.subject_draws`, for the intervals of the sizes.
    """
    by_size = size_rows(sums, draws)
    n_slices, false_positives = sums.detection.sum(axis=0)[:2].astype(int).tolist()
    return {
        "rule": RULE,
        "assumed_pixel_mm": ASSUMED_PIXEL_MM,
        "size_measure": SIZE_MEASURE,
        "n_slices": n_slices,
        "n_lesions": sum(row["n"] for row in by_size),
        "n_subjects_with_lesion": sums.subjects_behind()["lesion_sensitivity"],
        "n_found": sum(row["found"] for row in by_size),
        "n_false_positives": false_positives,
        "by_size": by_size,
    }


def size_rows(sums: SubjectSums, draws: np.ndarray | None = None) -> list[dict]:
    """Lesions of each of `detection.SIZES` and how many were found; the share is None where they
    are of fewer than `MIN_SUBJECTS` subjects."""
    present = sums.detection[:, 2 : 2 + len(SIZES)]
    found = sums.detection[:, -len(SIZES) :].sum(axis=0)
    shares = sums.sensitivity_by_size(np.ones(sums.n_subjects))
    drawn = None if draws is None else sums.sensitivity_by_size(draws)
    rows = []
    for index, size in enumerate(SIZES):
        subjects = int((present[:, index] > 0).sum())
        known = subjects >= MIN_SUBJECTS
        row = {
            "size": size,
            "n": int(present[:, index].sum()),
            "subjects": subjects,
            "found": int(found[index]),
            "sensitivity": defined(float(shares[index])) if known else None,
        }
        if drawn is not None:
            row["ci95"] = interval(drawn[:, index]) if known else None
        rows.append(row)
    return rows
