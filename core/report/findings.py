"""The findings in sentences, made only from measured values."""

from __future__ import annotations

import numpy as np

from core.labels import BENIGN, MALIGNANT, SLICE_CLASSES
from core.lesions import Lesion, LiverBurden
from core.pipeline import Analysis
from core.report import sentences
from core.report.paper import class_name
from core.vocabulary.forms import PROBABILITY, slice_number, slice_span
from core.vocabulary.lesion import DESCRIPTORS
from core.vocabulary.lesion_columns import hu_text, size_text, surface_text, volume_text
from core.vocabulary.patient import BURDEN, LESION_VOLUME, LIVER_VOLUME
from core.vocabulary.signal import with_unit
from core.vocabulary.slices import P_CLASS, SLICE_ONE_IS

#: Lesions that are described one by one; the table has all.
TOLD = 3


def findings(analysis: Analysis, burden: LiverBurden) -> list[str]:
    """Sentences on the liver, its lesions and the most suspicious slice."""
    liver = np.flatnonzero(analysis.liver_area_mm2 > 0)
    counted = sentences.how_slices_count(SLICE_ONE_IS[analysis.series.plane])
    if not len(liver):
        return [sentences.no_liver(), counted]
    n = analysis.series.n_slices
    return [
        sentences.liver_outlined(
            LIVER_VOLUME.with_unit(burden), slice_range(int(liver[0]), int(liver[-1])), n
        ),
        *_lesions(analysis.lesions, burden, analysis.series.unit),
        *_most_suspicious(analysis),
        counted,
    ]


def slice_range(first: int, last: int) -> str:
    """`"slice 4"` or `"slices 4–9"`, from indices that count from 0."""
    return f"{'slice' if first == last else 'slices'} {slice_span(first, last)}"


def lesion_words(lesion: Lesion, unit: str = "HU") -> str:
    """One lesion in one sentence."""
    words = [
        f"{size_text(lesion)} mm, {volume_text(lesion)} mL, {with_unit(hu_text(lesion), unit)}",
        DESCRIPTORS.text(lesion) if lesion.descriptors else "",
        surface_text(lesion),
        slice_range(lesion.slice_first, lesion.slice_last),
    ]
    said = "; ".join(word for word in words if word)
    looks = class_name(lesion.label).lower()
    return sentences.one_lesion(lesion.id, looks, lesion.touches_edge, said)


def _lesions(lesions: tuple[Lesion, ...], burden: LiverBurden, unit: str) -> list[str]:
    if not lesions:
        return [sentences.no_lesion()]
    counted = [
        f"{number} {class_name(name).lower()}"
        for name in (MALIGNANT, BENIGN)
        if (number := sum(lesion.label == name for lesion in lesions))
    ]
    told = [lesion_words(lesion, unit) for lesion in lesions[:TOLD]]
    more = len(lesions) - len(told)
    if more:
        told.append(sentences.smaller_lesions(more))
    return [
        sentences.lesions_outlined(
            len(lesions),
            " and ".join(counted),
            LESION_VOLUME.with_unit(burden),
            BURDEN.with_unit(burden),
        ),
        *told,
    ]


def _most_suspicious(analysis: Analysis) -> list[str]:
    at = analysis.most_suspicious()
    if at is None:
        return []
    p = PROBABILITY.text(analysis.probabilities[at, SLICE_CLASSES.index(MALIGNANT)])
    title = P_CLASS[MALIGNANT].title
    return [sentences.highest_slice(title, p, slice_number(at))]
