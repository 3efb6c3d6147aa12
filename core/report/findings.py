"""The findings in sentences, made of measured values alone."""

from __future__ import annotations

import numpy as np

from core.labels import BENIGN, MALIGNANT, SLICE_CLASSES
from core.lesions import Lesion, LiverBurden
from core.pipeline import Analysis
from core.report.paper import class_name
from core.vocabulary.forms import PROBABILITY, slice_number, slice_span
from core.vocabulary.lesion import DESCRIPTORS
from core.vocabulary.lesion_columns import hu_text, size_text, surface_text, volume_text
from core.vocabulary.patient import BURDEN, LESION_VOLUME, LIVER_VOLUME
from core.vocabulary.slices import P_CLASS

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
        f"Liver: {LIVER_VOLUME.with_unit(burden)}, lesions included, outlined on "
        f"{slice_range(int(liver[0]), int(liver[-1]))} of {n}.",
        *_lesions(analysis.lesions, burden),
        *_most_suspicious(analysis),
        SLICES_COUNT,
    ]


def slice_range(first: int, last: int) -> str:
    """`"slice 4"` or `"slices 4–9"`, from indices that count from 0."""
    return f"{'slice' if first == last else 'slices'} {slice_span(first, last)}"


def lesion_words(lesion: Lesion) -> str:
    """One lesion in one sentence."""
    words = [
        f"{size_text(lesion)} mm, {volume_text(lesion)} mL, {hu_text(lesion)} HU",
        DESCRIPTORS.text(lesion) if lesion.descriptors else "",
        surface_text(lesion),
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
        f"({' and '.join(counted)}), {LESION_VOLUME.with_unit(burden)} in all, "
        f"{BURDEN.with_unit(burden)} of the liver.",
        *told,
    ]


def _most_suspicious(analysis: Analysis) -> list[str]:
    at = analysis.most_suspicious()
    if at is None:
        return []
    p = PROBABILITY.text(analysis.probabilities[at, SLICE_CLASSES.index(MALIGNANT)])
    title = P_CLASS[MALIGNANT].title
    return [f"Highest {title} of a slice with liver: {p}, on slice {slice_number(at)}."]
