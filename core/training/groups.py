"""Figures of the slices that share a value in a column of the data: a phase, a source."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from core.training.bootstrap import MIN_SUBJECTS, interval, subject_draws
from core.training.columns import column_of, has_column, values_of
from core.training.counts import Countable
from core.training.data import SliceDataset
from core.training.detection import TrueLesions
from core.training.lesion_figures import lesion_detection
from core.training.metrics import defined
from core.training.subject_sums import SubjectSums, subject_sums

#: Those of every evaluation and card; a column that the data lack is None there.
USUAL_COLUMNS = ("phase", "source", "thickness")


def figures_by_column(
    slices: SliceDataset,
    masks: np.ndarray,
    probabilities: np.ndarray,
    columns: Iterable[str] = (),
    *,
    unscaled: np.ndarray | None = None,
) -> dict[str, list[dict] | None]:
    """The figures of each value of `USUAL_COLUMNS` and of other columns.

    A figure that fewer than `bootstrap.MIN_SUBJECTS` subjects stand behind is None: it would say
    more of these people than of the model.

    Args:
        masks: (n, s, s) codes. probabilities: (n, 3), temperature-scaled. unscaled: before that.
        columns: names; of the usual ones too, if the data must hold them.

    Returns:
        {column: [{"value": word, ...}, ...]}; a row goes on as `evaluate.score` does: n, figures,
        `ci95`, `lesion_detection`, and `subjects_behind` each figure.

    Raises:
        UsageError: the data have no such column.
    """
    names = [name for name in USUAL_COLUMNS if has_column(slices, name)]
    found: dict[str, list[dict] | None] = dict.fromkeys(USUAL_COLUMNS)
    for name in dict.fromkeys([*names, *columns]):
        words = column_of(slices, name)
        found[name] = [
            {"value": value, **_figures_of(words == value, slices, masks, probabilities, unscaled)}
            for value in values_of(words)
        ]
    return found


def _figures_of(
    own: np.ndarray,
    slices: SliceDataset,
    masks: np.ndarray,
    probabilities: np.ndarray,
    unscaled: np.ndarray | None,
) -> dict:
    """A row of the slices at (n,) bool `own`."""
    picked = slices.pick(own)
    sums = subject_sums(
        picked,
        masks[own],
        probabilities[own],
        [TrueLesions(label) for label in picked.label[Countable.of(picked).outlined]],
        unscaled=None if unscaled is None else unscaled[own],
    )
    return {"n_slices": len(picked), **_figures(sums)}


def _figures(sums: SubjectSums) -> dict:
    draws = subject_draws(sums.n_subjects)
    values, drawn = sums.headline(np.ones(sums.n_subjects)), sums.headline(draws)
    behind = sums.subjects_behind()
    known = {name for name in values if behind[name] >= MIN_SUBJECTS}
    detection = lesion_detection(sums, draws)
    detection.pop("rule")
    return {
        "n_subjects": sums.n_subjects,
        **sums.alarm_counts(),
        **{name: defined(float(v)) if name in known else None for name, v in values.items()},
        "subjects_behind": {name: behind[name] for name in values},
        "ci95": {
            name: bounds for name in values if name in known if (bounds := interval(drawn[name]))
        },
        "lesion_detection": detection,
    }
