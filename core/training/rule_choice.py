"""Hold the rules of `core.risk` against each other on validation subjects, and choose one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np

from core.labels import BENIGN, MALIGNANT, SLICE_CLASSES
from core.risk import DEFAULT_RULE, RULES, Platt, RuleCalibration
from core.training.bootstrap import interval, subject_draws
from core.training.metrics import area_under_roc, calibration_error_of
from core.training.platt import FEWEST, fit_platt
from core.training.subject_scores import SubjectScores

#: Of p(malignant), equal width; with ten, most would hold one subject.
BINS = 5
#: A rule whose answer moves by more than this on average when a series is cut twice as fine and
#: shows nothing new counts slices, not evidence.
MAX_DRIFT = 0.05
_BENIGN, _MALIGNANT = SLICE_CLASSES.index(BENIGN), SLICE_CLASSES.index(MALIGNANT)


def compare_rules(
    scores: SubjectScores, curves: Mapping[str, RuleCalibration] | None = None
) -> list[dict]:
    """One row per rule: figures of subjects as series (`SubjectScores.series`) and, "..._alone", of
    their few slices as they are.

    Calibrated figures are of subjects that the curve has not seen.

    Args:
        curves: of a card, which were fitted on other subjects; by default a curve is fitted
            without each subject in turn.
    """
    malignant, lesion = scores.truth == _MALIGNANT, scores.truth > 0
    draws = subject_draws(len(malignant))
    rows = []
    for rule in RULES:
        alone, m = scores.raw[rule], scores.series[rule][:, 1]
        if curves is None:
            held_out = held_out_probabilities(m, malignant)
        else:
            curve = curves[rule].malignant or Platt(1.0, 0.0)
            held_out = np.array([curve(one) for one in m])
        rows.append(
            {
                "rule": rule,
                "n": len(m),
                "n_malignant": int(malignant.sum()),
                "n_lesion": int(lesion.sum()),
                "auc_malignant": area_under_roc(m, malignant),
                "auc_malignant_ci95": _auc_interval(m, malignant, draws),
                "auc_malignant_alone": area_under_roc(alone[:, 1], malignant),
                "auc_lesion": area_under_roc(_any(scores.series[rule]), lesion),
                "brier_raw": brier(m, malignant),
                "brier": brier(held_out, malignant),
                "ece_raw": binary_ece(m, malignant),
                "ece": binary_ece(held_out, malignant),
                "drift": float(np.abs(scores.finer[rule][:, 1] - m).mean()),
            }
        )
    return rows


def _any(scores: np.ndarray) -> np.ndarray:
    """(n, 2) -> (n,) score of a lesion of either kind: what p(normal) leaves."""
    return 1 - (1 - scores[:, 0]) * (1 - scores[:, 1])


def choose_rule(scores: SubjectScores, table: list[dict]) -> tuple[str, str]:
    """(rule, why): the lowest Brier score after calibration, if it is lower than the default's by
    more than one standard error of the difference. `MAX_DRIFT` bars a rule (never the default,
    whose highest slices are the same in a finer series).

    So few subjects can't tell rules apart that differ by less, and with fewer than
    `platt.FEWEST` on either side, which give no curve, they can't at all.
    """
    positive = scores.truth == _MALIGNANT
    if min(positive.sum(), (~positive).sum()) < FEWEST:
        return DEFAULT_RULE, (
            f"The default stays: fewer than {FEWEST} subjects have a malignant slice, or fewer "
            f"than {FEWEST} have none."
        )
    allowed = [row for row in table if row["drift"] <= MAX_DRIFT]
    best = min(allowed, key=lambda row: row["brier"])["rule"]
    if best == DEFAULT_RULE:
        return best, "No rule that doesn't just count slices has a lower Brier score."
    losses = {
        rule: (held_out_probabilities(scores.series[rule][:, 1], positive) - positive) ** 2
        for rule in (best, DEFAULT_RULE)
    }
    gains = losses[DEFAULT_RULE] - losses[best]
    gain, error = gains.mean(), gains.std(ddof=1) / np.sqrt(len(gains))
    if gain <= error:
        return DEFAULT_RULE, (
            f"The default stays: {best} has a Brier score lower by {gain:.3f}, no more than one "
            f"standard error of the difference ({error:.3f})."
        )
    return best, (
        f"Its Brier score is lower than that of {DEFAULT_RULE} by {gain:.3f}, more than one "
        f"standard error of the difference ({error:.3f})."
    )


def calibration_of(scores: SubjectScores, rule: str) -> dict[str, dict | None]:
    """The curves of a rule; the benign one is fitted on subjects without a malignant slice, since
    p(benign) shares out what is not malignant. None: too few subjects."""
    raw, others = scores.series[rule], scores.truth != _MALIGNANT
    curves = {
        MALIGNANT: fit_platt(raw[:, 1], scores.truth == _MALIGNANT),
        BENIGN: fit_platt(raw[others, 0], scores.truth[others] == _BENIGN),
    }
    return {name: asdict(curve) if curve else None for name, curve in curves.items()}


def held_out_probabilities(raw: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """(n,): each subject's score through a curve fitted on the others; unchanged where they are
    too few for one."""
    out = np.array(raw, dtype=np.float64)
    for index in range(len(raw)):
        rest = np.arange(len(raw)) != index
        curve = fit_platt(raw[rest], positive[rest]) or Platt(1.0, 0.0)
        out[index] = curve(raw[index])
    return out


def brier(p: np.ndarray, positive: np.ndarray) -> float:
    """Mean squared difference of probability and outcome (Brier 1950)."""
    return float(((p - positive) ** 2).mean())


def binary_ece(p: np.ndarray, positive: np.ndarray) -> float:
    """Sum over `BINS` bins of |sum of p - number of positives|, over n (Guo et al. 2017, eq. 3,
    with the probability of the finding in place of the winner's)."""
    which = np.minimum((np.asarray(p) * BINS).astype(int), BINS - 1)
    sums = np.zeros((BINS, 3))
    np.add.at(sums, which, np.column_stack([np.ones(len(p)), p, positive]))
    return float(calibration_error_of(sums))


def _auc_interval(m: np.ndarray, positive: np.ndarray, draws: np.ndarray) -> list[float] | None:
    values = []
    for times in draws:
        drawn = np.repeat(np.arange(len(m)), times)
        area = area_under_roc(m[drawn], positive[drawn])
        values.append(np.nan if area is None else area)
    return interval(np.array(values))
