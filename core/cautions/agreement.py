"""The slice scores and the mask come from two heads: say so where they disagree."""

from __future__ import annotations

from core.cautions import sentences
from core.cautions.caution import WARN, Caution
from core.labels import INDETERMINATE, NORMAL
from core.lesions import Lesion
from core.risk import PatientRisk


def disagreement(lesions: tuple[Lesion, ...], patient: PatientRisk) -> list[Caution]:
    if lesions and patient.category == NORMAL:
        sentence = sentences.lesions_though_normal(len(lesions))
    elif not lesions and patient.category not in (NORMAL, INDETERMINATE):
        sentence = sentences.no_lesion_though(patient.category)
    else:
        return []
    return [Caution("disagreement", sentence, WARN)]
