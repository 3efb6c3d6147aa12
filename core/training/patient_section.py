"""The section "patient" of a model card: rule, curves and thresholds, from validation subjects."""

from __future__ import annotations

from core.labels import SLICE_CLASSES
from core.models import Model
from core.risk import RULES, THRESHOLD, TOP_K
from core.risk.settings import ORDER
from core.training.data import SliceDataset
from core.training.rule_choice import calibration_of, choose_rule, compare_rules
from core.training.subject_scores import (
    STANDS_FOR,
    SubjectScores,
    slice_evidence,
    subject_scores,
)


def choose_for_patients(model: Model, val: SliceDataset) -> dict | None:
    """Compare the rules on the validation subjects and write down the choice.

    Args:
        model: as it is stored: its weights and temperature are final. val: the slices of the
            validation subjects, no others.

    Returns:
        What `core.risk.PatientSettings.from_card` reads; None where the model finds liver in none
        of these subjects, so that nothing can be chosen.
    """
    scores = subject_scores(slice_evidence(model, val.image), val)
    return patient_section(scores, model.weights_sha256) if len(scores.subject) else None


def patient_section(scores: SubjectScores, weights_sha256: str) -> dict:
    """What a model card says of patients: rule, thresholds, curves, and the comparison."""
    table = compare_rules(scores)
    rule, reason = choose_rule(scores, table)
    return {
        "weights_sha256": weights_sha256,
        "rule": rule,
        "k": TOP_K,
        "reason": reason,
        "thresholds": dict.fromkeys(ORDER, THRESHOLD),
        "thresholds_note": "One half each: not tuned, the subjects are too few. The first of "
        "malignant, benign, normal to reach its threshold is the category; indeterminate if none.",
        "note": "Fitted on validation subjects of a few slices each, each slice counted "
        f"{STANDS_FOR} times to stand for a series; the probabilities are right at most for a "
        "mix of patients like theirs.",
        "calibration": {name: calibration_of(scores, name) for name in RULES},
        "part": "val",
        "n_subjects": len(scores.truth),
        "n_slices": int(scores.n_slices.sum()),
        "subjects_by_class": {
            name: int((scores.truth == index).sum()) for index, name in enumerate(SLICE_CLASSES)
        },
        "subjects_without_liver": scores.without_liver,
        "table": table,
    }
