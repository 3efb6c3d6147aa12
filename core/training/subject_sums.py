"""Every figure as a formula of sums per subject: exact for all slices and for each bootstrap draw.

Drawing a subject twice adds its sums twice, so 2000 draws are a few matrix products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.labels import ANY_LIVER, LESION_CODES, SLICE_CLASSES
from core.training.counts import Countable
from core.training.data import SliceDataset
from core.training.detection import SIZES, TrueLesions, detection_sums
from core.training.false_alarms import KINDS, alarm_sums
from core.training.metrics import (
    accuracy_of,
    calibration_error_of,
    calibration_sums,
    class_ratios_of,
    dice_sums,
    macro_of,
    ratio,
)

MALIGNANT_INDEX = SLICE_CLASSES.index("malignant")


@dataclass(frozen=True, eq=False)
class PairSums:
    """What an area under the ROC curve is made of, subject by subject."""

    #: (s, s): over the positives of one subject (row) and the negatives of another (column), how
    #: many pairs have the positive above, ties half.
    wins: np.ndarray
    #: (s,) each.
    positives: np.ndarray
    negatives: np.ndarray

    @classmethod
    def of(
        cls, score: np.ndarray, positive: np.ndarray, group: np.ndarray, n_groups: int
    ) -> PairSums:
        """From slices: score (n,), positive (n,) bool, group (n,) in 0..n_groups - 1."""
        positive = np.asarray(positive, bool)
        wins = np.zeros((n_groups, n_groups))
        for column in range(n_groups):
            negatives = np.sort(score[~positive & (group == column)])
            below = np.searchsorted(negatives, score[positive], side="left")
            not_above = np.searchsorted(negatives, score[positive], side="right")
            wins[:, column] = np.bincount(
                group[positive], (below + not_above) / 2, minlength=n_groups
            )
        return cls(
            wins,
            np.bincount(group[positive], minlength=n_groups),
            np.bincount(group[~positive], minlength=n_groups),
        )

    def area(self, weights: np.ndarray) -> np.ndarray:
        """(..., s) how often each subject counts -> (...) area; NaN where a kind is absent."""
        won = ((weights @ self.wins) * weights).sum(axis=-1)
        return ratio(won, (weights @ self.positives) * (weights @ self.negatives))


@dataclass(frozen=True, eq=False)
class SubjectSums:
    """Sums over the slices of each of s subjects; the rows of every array are the subjects."""

    #: (s, 2) as `metrics.dice_sums`.
    liver: np.ndarray
    lesion: np.ndarray
    #: (s, 3, 3).
    confusion: np.ndarray
    lesion_pairs: PairSums
    malignant_pairs: PairSums
    #: (s, bins, 3) as `metrics.calibration_sums`; before temperature scaling None if not known.
    calibration: np.ndarray
    calibration_before: np.ndarray | None
    #: (s, 2 + 2 len(SIZES)) as `detection.detection_sums`.
    detection: np.ndarray
    #: (s, 4) as `false_alarms.alarm_sums`.
    alarms: np.ndarray

    @property
    def n_subjects(self) -> int:
        return len(self.liver)

    def headline(self, weights: np.ndarray) -> dict[str, np.ndarray]:
        """The figures of the model card, of subjects that count (..., s) times; each (...)."""
        matrix = _weighted(weights, self.confusion)
        ratios = class_ratios_of(matrix)
        present = matrix.sum(axis=-1) + matrix.sum(axis=-2) > 0
        detection = weights @ self.detection
        figures = {
            "liver_dice": _dice(weights @ self.liver),
            "lesion_dice": _dice(weights @ self.lesion),
            "accuracy": accuracy_of(matrix),
            "macro_precision": macro_of(ratios["precision"], present),
            "macro_recall": macro_of(ratios["recall"], present),
            "macro_f1": macro_of(ratios["f1"], present),
            "auc_lesion": self.lesion_pairs.area(weights),
            "auc_malignant": self.malignant_pairs.area(weights),
            "ece": calibration_error_of(_weighted(weights, self.calibration)),
            "lesion_sensitivity": ratio(
                detection[..., -len(SIZES) :].sum(axis=-1),
                detection[..., 2 : 2 + len(SIZES)].sum(axis=-1),
            ),
            "false_positives_per_slice": ratio(detection[..., 1], detection[..., 0]),
        }
        alarms = weights @ self.alarms
        for index, kind in enumerate(KINDS):
            figures[f"alarms_{kind}"] = ratio(alarms[..., 2 * index + 1], alarms[..., 2 * index])
        if self.calibration_before is not None:
            before = _weighted(weights, self.calibration_before)
            figures["ece_before_scaling"] = calibration_error_of(before)
        return figures

    def per_class(self, weights: np.ndarray) -> dict[str, np.ndarray]:
        """Precision, recall and F1, each (..., 3) in the order of `labels.SLICE_CLASSES`."""
        return class_ratios_of(_weighted(weights, self.confusion))

    def sensitivity_by_size(self, weights: np.ndarray) -> np.ndarray:
        """(..., len(SIZES)) in the order of `detection.SIZES`."""
        detection = weights @ self.detection
        return ratio(detection[..., -len(SIZES) :], detection[..., 2 : 2 + len(SIZES)])

    def alarm_counts(self) -> dict[str, int]:
        """Slices of each of `false_alarms.KINDS`, and how many of them raise a false alarm."""
        names = [name for kind in KINDS for name in (f"n_{kind}", f"n_alarms_{kind}")]
        return dict(zip(names, self.alarms.sum(axis=0).astype(int).tolist(), strict=True))

    def subjects_behind(self) -> dict[str, int]:
        """How many subjects know something of each figure of `headline`.

        Lesion Dice and sensitivity need subjects with a lesion. The areas and the macro figures
        compare two kinds of slices: the rarer kind counts.
        """
        pairs, malignant = self.lesion_pairs, self.malignant_pairs
        classified = _holding(self.confusion.sum(axis=(1, 2)))
        both_kinds = min(_holding(pairs.positives), _holding(pairs.negatives))
        with_lesion = _holding(self.detection[:, 2 : 2 + len(SIZES)].sum(axis=1))
        return {
            "liver_dice": _holding(self.liver[:, 1]),
            "lesion_dice": with_lesion,
            "accuracy": classified,
            "macro_precision": both_kinds,
            "macro_recall": both_kinds,
            "macro_f1": both_kinds,
            "auc_lesion": both_kinds,
            "auc_malignant": min(_holding(malignant.positives), _holding(malignant.negatives)),
            "ece": classified,
            "ece_before_scaling": classified,
            "lesion_sensitivity": with_lesion,
            "false_positives_per_slice": _holding(self.detection[:, 0]),
            **{f"alarms_{k}": _holding(self.alarms[:, 2 * i]) for i, k in enumerate(KINDS)},
        }


def subject_sums(
    slices: SliceDataset,
    masks: np.ndarray,
    probabilities: np.ndarray,
    lesions: Sequence[TrueLesions],
    *,
    unscaled: np.ndarray | None = None,
) -> SubjectSums:
    """Sum up predictions.

    Which slices count for what: `counts.Countable`.

    Args:
        masks: (n, s, s) codes. probabilities: (n, 3), temperature-scaled. unscaled: before that.
        lesions: of the `Countable.outlined` slices, in their order.
    """
    subjects, group = np.unique(slices.subject, return_inverse=True)
    which = Countable.of(slices)
    liver, outlined, known, decided = which.liver, which.outlined, which.classified, which.decided
    truth, with_lesion = which.slice_class, which.with_lesion

    def sums(values: np.ndarray, which: np.ndarray) -> np.ndarray:
        total = np.zeros((len(subjects), *values.shape[1:]))
        np.add.at(total, group[which], values)
        return total

    one_hot = np.zeros((int(known.sum()), len(SLICE_CLASSES), len(SLICE_CLASSES)))
    called = probabilities[known].argmax(axis=1)
    one_hot[np.arange(len(called)), truth[known], called] = 1
    return SubjectSums(
        liver=sums(dice_sums(masks[liver], slices.label[liver], ANY_LIVER), liver),
        lesion=sums(dice_sums(masks[outlined], slices.label[outlined], LESION_CODES), outlined),
        confusion=sums(one_hot, known),
        lesion_pairs=PairSums.of(
            1 - probabilities[decided, 0], with_lesion[decided], group[decided], len(subjects)
        ),
        malignant_pairs=PairSums.of(
            probabilities[known, MALIGNANT_INDEX],
            truth[known] == MALIGNANT_INDEX,
            group[known],
            len(subjects),
        ),
        calibration=sums(calibration_sums(probabilities[known], truth[known]), known),
        calibration_before=None
        if unscaled is None
        else sums(calibration_sums(unscaled[known], truth[known]), known),
        detection=sums(detection_sums(lesions, np.isin(masks[outlined], LESION_CODES)), outlined),
        alarms=sums(alarm_sums(slices, masks), np.ones(len(slices), bool)),
    )


def _holding(values: np.ndarray) -> int:
    """How many subjects have any of what (s,) counts."""
    return int((values > 0).sum())


def _weighted(weights: np.ndarray, sums: np.ndarray) -> np.ndarray:
    return np.tensordot(weights, sums, axes=1)


def _dice(sums: np.ndarray) -> np.ndarray:
    return ratio(sums[..., 0], sums[..., 1])
