"""The slice scores and the mask come from two heads: say so where they part."""

from __future__ import annotations

from core.cautions.caution import WARN, Caution
from core.labels import INDETERMINATE, NORMAL
from core.lesions import Lesion
from core.risk import PatientRisk


def disagreement(lesions: tuple[Lesion, ...], patient: PatientRisk) -> list[Caution]:
    if lesions and patient.category == NORMAL:
        found = (
            "1 lesion was outlined"
            if len(lesions) == 1
            else f"{len(lesions)} lesions were outlined"
        )
        sentence = f"{found} although the slice scores say normal: look at each one."
    elif not lesions and patient.category not in (NORMAL, INDETERMINATE):
        sentence = (
            f"The slice scores say {patient.category} although no lesion was outlined: "
            "look at the most suspicious slices."
        )
    else:
        return []
    return [Caution("disagreement", sentence, WARN)]
