"""What is told of an analysis: one measurement after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core.annotation.sentences import corrected
from core.fhir.codes import LIVER, amount, concept
from core.lesions import Lesion, liver_burden
from core.pipeline import Analysis
from core.vocabulary import lesion as of_lesion
from core.vocabulary.patient import (
    BURDEN,
    CATEGORY,
    LESION_VOLUME,
    LIVER_VOLUME,
    P_CLASS,
    headline,
    is_outside,
    reason_words,
)
from core.vocabulary.quantity import Quantity

_OF_LESION = (
    of_lesion.VOLUME,
    of_lesion.DIAMETER,
    of_lesion.SHORT_AXIS,
    of_lesion.MEAN_HU,
    of_lesion.P_MALIGNANT,
)


@dataclass(frozen=True)
class Measured:
    """One Observation's own part."""

    #: CodeableConcepts: what was measured, and where.
    concept: dict[str, Any]
    site: dict[str, Any]
    #: `valueQuantity` or `valueCodeableConcept`.
    value: dict[str, Any]
    method: str = ""
    notes: tuple[str, ...] = ()


def measured(analysis: Analysis) -> Iterator[Measured]:
    """The category, then, unless the series is not assessable, scores, volumes and lesions."""
    patient = analysis.patient
    notes = (corrected(),) if analysis.is_corrected else ()
    liver = {"coding": [LIVER], "text": "Liver"}
    outside = is_outside(patient.category)
    why = (reason_words(patient.reasons),) if outside and patient.reasons else ()
    said = {"coding": [_word(CATEGORY, patient.category)], "text": headline(patient)}
    category = {"valueCodeableConcept": said}
    yield Measured(concept(CATEGORY), liver, category, patient.method, (*why, *notes))
    if outside:
        return
    for score in P_CLASS.values():
        yield from _one(score, patient, liver, patient.method, notes)
    burden = liver_burden(analysis.liver_area_mm2, analysis.series, analysis.lesions)
    for quantity in (LIVER_VOLUME, LESION_VOLUME, BURDEN):
        yield from _one(quantity, burden, liver, "", notes)
    for lesion in analysis.lesions:
        yield from _of(lesion, notes, analysis.series.is_ct)


def _of(lesion: Lesion, notes: tuple[str, ...], is_ct: bool) -> Iterator[Measured]:
    site = {"coding": [LIVER], "text": f"Liver, lesion {lesion.id}"}
    looks = of_lesion.LOOKS
    word = {"coding": [_word(looks, lesion.label)], "text": lesion.label}
    yield Measured(concept(looks), site, {"valueCodeableConcept": word}, notes=notes)
    for quantity in _OF_LESION:
        if quantity is of_lesion.MEAN_HU and not is_ct:
            continue  # MR signal has no unit that another scan shares
        yield from _one(quantity, lesion, site, "", notes)


def _one(
    quantity: Quantity, source: object, site: dict[str, Any], method: str, notes: tuple[str, ...]
) -> Iterator[Measured]:
    """Nothing where it was not measured."""
    value = quantity.kept(source)
    if value is not None:
        told = {"valueQuantity": amount(quantity, value)}
        yield Measured(concept(quantity), site, told, method, notes)


def _word(quantity: Quantity, value: str) -> dict[str, str]:
    return {"system": f"urn:liverlens:{quantity.key}", "code": value}
