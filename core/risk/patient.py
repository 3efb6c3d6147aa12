"""The statement about the patient: three probabilities, a category, and the rule in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import UsageError
from core.labels import BENIGN, INDETERMINATE, MALIGNANT, NORMAL
from core.risk import sentences
from core.risk.calibration import Platt
from core.risk.rules import RULES, aggregate
from core.risk.settings import ORDER, PatientSettings


@dataclass(frozen=True)
class PatientRisk:
    """The aggregate over the slices; the three probabilities sum to 1."""

    p_normal: float
    p_benign: float
    p_malignant: float
    #: "normal", "benign" or "malignant"; "indeterminate" where no class reaches its threshold or
    #: no liver was found; "not_assessable" where `reasons` say why.
    category: str
    #: The rule in words, for a person.
    method: str
    #: A name in `rules.RULES`.
    rule: str = ""
    #: Whether p(malignant) went through a curve fitted on validation subjects.
    calibrated: bool = False
    #: Class -> (low, high) of its probability under small changes of the image; None where those
    #: were not asked for.
    interval: dict[str, tuple[float, float]] | None = None
    #: A person should look, because the category might as well be another one.
    needs_review: bool = False
    #: Why, in a sentence; empty where `needs_review` is False.
    review_reason: str = ""
    #: Why the series is not assessable: keys of `vocabulary.patient.REASON_WORDS`.
    reasons: tuple[str, ...] = ()
    #: Indeterminate only because a part of the liver is missing.
    nothing_found_in_part: bool = False

    def probabilities(self) -> dict[str, float]:
        """Class -> probability, the gravest first."""
        return {MALIGNANT: self.p_malignant, BENIGN: self.p_benign, NORMAL: self.p_normal}


def patient_risk(
    probabilities: np.ndarray,
    liver_area_mm2: np.ndarray,
    *,
    settings: PatientSettings | None = None,
    lesion_share: tuple[float, float] = (0.0, 0.0),
    k: int | None = None,
    threshold: float | None = None,
) -> PatientRisk:
    """One rule over the liver slices, calibrated where the settings hold a curve.

    With m the rule's score of malignant and b that of benign, each after its curve:

        p(malignant) = m        p(benign) = (1 - m) b        p(normal) = (1 - m) (1 - b)

    A malignant-looking lesion outweighs benign ones beside it, and the three sum to 1. The first
    of malignant, benign, normal to reach its threshold is the category. Without any liver slice
    there is no evidence either way: a third each, "indeterminate".

    Args:
        probabilities: (z, 3) in the order of `labels.SLICE_CLASSES`.
        liver_area_mm2: (z,); a slice with area above 0 holds liver.
        settings: of the model (`PatientSettings.from_card`); by default top-3 mean, uncalibrated.
        lesion_share: (benign, malignant) of `lesion_shares`, for the rule `lesion_burden`.
        k: instead of the settings' k.
        threshold: instead of the settings' thresholds, the same for all classes.

    Raises:
        UsageError: k is below 1, or the threshold is not in 0.5..1.
    """
    settings = settings or PatientSettings()
    k = settings.k if k is None else k
    thresholds = settings.thresholds
    if threshold is not None:
        if not 0.5 <= threshold <= 1.0:
            raise UsageError(sentences.threshold_out_of_range(threshold))
        thresholds = dict.fromkeys(ORDER, threshold)
    raw = aggregate(settings.rule, probabilities, liver_area_mm2, lesion_share=lesion_share, k=k)
    if raw is None:
        third = 1 / 3
        words = "no liver slice, so no evidence"
        return PatientRisk(third, third, third, INDETERMINATE, words, rule=settings.rule)
    curves = settings.calibration.get(settings.rule)
    curve = curves.malignant if curves else None
    benign_curve = curves.benign if curves else None
    benign = benign_curve(raw[0]) if benign_curve else raw[0]
    malignant = curve(raw[1]) if curve else raw[1]
    words = RULES[settings.rule].words.format(k=k)
    scores = {
        MALIGNANT: malignant,
        BENIGN: (1 - malignant) * benign,
        NORMAL: (1 - malignant) * (1 - benign),
    }
    return PatientRisk(
        p_normal=scores[NORMAL],
        p_benign=scores[BENIGN],
        p_malignant=scores[MALIGNANT],
        category=category_of(scores, thresholds),
        method=f"{words}, {_calibration_words(curve, benign_curve)}",
        rule=settings.rule,
        calibrated=curve is not None,
    )


def all_rules(
    probabilities: np.ndarray,
    liver_area_mm2: np.ndarray,
    *,
    settings: PatientSettings | None = None,
    lesion_share: tuple[float, float] = (0.0, 0.0),
) -> dict[str, PatientRisk]:
    """Rule -> what it says of the patient, in the order of `RULES`; arguments as `patient_risk`."""
    settings = settings or PatientSettings()
    return {
        rule: patient_risk(
            probabilities,
            liver_area_mm2,
            settings=settings.with_rule(rule),
            lesion_share=lesion_share,
        )
        for rule in RULES
    }


def category_of(scores: Mapping[str, float], thresholds: Mapping[str, float]) -> str:
    """The gravest class whose probability reaches its threshold, or "indeterminate"."""
    return next((name for name in ORDER if scores[name] >= thresholds[name]), INDETERMINATE)


def _calibration_words(malignant: Platt | None, benign: Platt | None) -> str:
    curve = malignant or benign
    if curve is None:
        return "not calibrated"
    which = "" if malignant and benign else "p(malignant) " if malignant else "p(benign) "
    return f"{which}calibrated on {curve.n} validation subjects"
