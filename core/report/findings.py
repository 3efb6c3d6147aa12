"""The findings in sentences, made of measured values alone."""

from __future__ import annotations

import numpy as np

from core.labels import BENIGN, MALIGNANT, SLICE_CLASSES
from core.lesions import Lesion, LiverBurden
from core.pipeline import Analysis
from core.report.lesion_table import described
from core.report.paper import class_name

#: Lesions told of one by one; the table has all.
TOLD = 3
SLICES_COUNT = "Slices count from 1, the most inferior."


def findings(analysis: Analysis, burden: LiverBurden) -> list[str]:
    """Sentences on the liver, its lesions and the most suspicious slice."""
    liver = np.flatnonzero(analysis.liver_area_mm2 > 0)
    if not len(liver):
        return ["No liver was outlined, so nothing can be said of lesions.", SLICES_COUNT]
    n = analysis.series.n_slices
    return [
        f"Liver: {burden.liver_ml:,.0f} mL, lesions included, outlined on "
        f"{slice_range(int(liver[0]), int(liver[-1]))} of {n}.",
        *_lesions(analysis.lesions, burden),
        _most_suspicious(analysis),
        SLICES_COUNT,
    ]


def slice_range(first: int, last: int) -> str:
    """`"slice 4"` or `"slices 4–9"`, from indices that count from 0."""
    return f"slice {first + 1}" if first == last else f"slices {first + 1}–{last + 1}"


def lesion_words(lesion: Lesion) -> str:
    """One lesion in one sentence."""
    least = "at least " if lesion.touches_edge else ""
    words = [
        f"{least}{lesion.diameter_mm:.0f} × {lesion.short_axis_mm:.0f} mm, {lesion.volume_ml:.1f} "
        f"mL, {lesion.mean_hu:.0f} ± {lesion.sd_hu:.0f} HU",
        ", ".join(described(lesion)),
        _distance(lesion.edge_distance_mm),
        slice_range(lesion.slice_first, lesion.slice_last),
    ]
    cut = ", cut by the edge of the volume" if lesion.touches_edge else ""
    said = "; ".join(word for word in words if word)
    return f"Lesion {lesion.id}, {class_name(lesion.label).lower()}{cut}: {said}."


def _lesions(lesions: tuple[Lesion, ...], burden: LiverBurden) -> list[str]:
    if not lesions:
        return [
            "No lesion was outlined. Lesions of a few millimetres and isodense ones are missed."
        ]
    counted = [
        f"{number} {class_name(name).lower()}"
        for name in (MALIGNANT, BENIGN)
        if (number := sum(lesion.label == name for lesion in lesions))
    ]
    one = len(lesions) == 1
    told = [lesion_words(lesion) for lesion in lesions[:TOLD]]
    more = len(lesions) - len(told)
    if more:
        told.append(f"{more} smaller {'one stands' if more == 1 else 'ones stand'} in the table.")
    return [
        f"{len(lesions)} {'lesion was' if one else 'lesions were'} outlined "
        f"({' and '.join(counted)}), {burden.lesion_ml:.1f} mL in all, "
        f"{burden.burden_percent:.1f} % of the liver.",
        *told,
    ]


def _most_suspicious(analysis: Analysis) -> str:
    at = analysis.most_suspicious()
    p = analysis.probabilities[at, SLICE_CLASSES.index(MALIGNANT)]
    return f"Highest p(malignant) of a slice with liver: {p:.2f}, on slice {at + 1}."


def _distance(mm: float | None) -> str:
    if mm is None:
        return ""
    return "reaches the liver's surface" if mm < 0.5 else f"{mm:.0f} mm from the liver's surface"
