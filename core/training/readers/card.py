"""What a model card says of the readers whose outlines the model learned from."""

from __future__ import annotations

from typing import Any

from core.agreement import plain_agreement
from core.sentence import Sentence
from core.training.readers import sentences
from core.training.readers.prepare import StudySlices


def readers_section(made: StudySlices, held_out: dict[str, Any] | None) -> dict[str, Any]:
    """The card's section "readers"; who they are is not in it, the study neither.

    Args:
        held_out: `held_out.held_out`; None where there was no model before.
    """
    agreement = None
    if made.agreement is not None:
        plain = plain_agreement(made.agreement)
        agreement = {
            "n_readers": len(made.agreement.readers),
            **{key: plain[key] for key in ("n_series", "ratings", "outlines")},
        }
    return {
        "consensus": made.method,
        "n_series": made.n_series,
        "n_subjects": len(made.subjects),
        "subjects_by_kind": made.kinds,
        "agreement": agreement,
        "ceiling": str(ceiling(made)),
        "held_out": held_out,
    }


def ceiling(made: StudySlices) -> Sentence:
    """How good a model can be shown to be on these readers' cases."""
    lesions = None if made.agreement is None else made.agreement.lesions
    if lesions is None or lesions.dice is None:
        return sentences.no_ceiling()
    return sentences.ceiling(lesions.dice, lesions.n)
