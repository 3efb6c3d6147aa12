"""From cautions to the category: what may be said about a series, and when nothing may be.

The one rule: a caution that stops makes the series not assessable, and gives the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.cautions.caution import STOP, Caution
from core.labels import INDETERMINATE, NORMAL, NOT_ASSESSABLE
from core.risk import PatientRisk
from core.sentence import code_of

#: Code of a caution -> code of its sentence -> reason, where one caution has several reasons; ""
#: stands for all other sentences. Otherwise the reason has the code of the caution.
_FINER: dict[str, dict[str, str]] = {
    "other_phase": {"arterial": "arterial", "": "unclear_phase"},
    "implausible_volume": {"": "partial_liver"},
}


def reasons_of(cautions: Iterable[Caution]) -> tuple[str, ...]:
    """Why the series is not assessable: each reason once, in the order of the cautions.

    Returns:
        Keys of `vocabulary.patient.REASON_WORDS`; () where no caution stops.
    """
    return tuple(dict.fromkeys(_reason(one) for one in cautions if one.severity == STOP))


def settled(patient: PatientRisk, cautions: Iterable[Caution], n_lesions: int) -> PatientRisk:
    """What may be said of the patient, given what the scores say and the reasons to doubt it.

    - A caution that stops: not assessable. Nobody has to weigh one category against another then,
      so it needs no review for that.
    - Normal though a lesion was outlined: indeterminate.
    - Normal though a part of the liver is missing: indeterminate, `nothing_found_in_part`.

    Args:
        patient: as `core.risk` made it of the scores.
        n_lesions: how many were outlined.
    """
    cautions = tuple(cautions)
    reasons = reasons_of(cautions)
    if reasons:
        return replace(
            patient,
            category=NOT_ASSESSABLE,
            reasons=reasons,
            needs_review=False,
            review_reason="",
        )
    if patient.category != NORMAL:
        return patient
    if n_lesions:
        return replace(patient, category=INDETERMINATE)
    if any(caution.code == "partial_liver" for caution in cautions):
        return replace(patient, category=INDETERMINATE, nothing_found_in_part=True)
    return patient


def _reason(caution: Caution) -> str:
    finer = _FINER.get(caution.code)
    return caution.code if finer is None else finer.get(code_of(caution.sentence), finer[""])
