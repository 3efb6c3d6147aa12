"""Whether two models look at the same places: rank correlation of heatmaps in the liver."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

import numpy as np

from core.attribution import grad_cam
from core.comparison.agreement import liver_slices, rank_correlation
from core.labels import BACKGROUND_CODE, NORMAL, SLICE_CLASSES
from core.models import Model
from core.pipeline import Analysis

#: Slice index -> (y, x) heat on the CT slice's own grid, in any unit: only its ranks matter.
HeatSource = Callable[[int], np.ndarray]

#: Number of slices whose heatmaps are compared: half the most suspicious, half evenly spaced.
HEAT_SLICES = 12


def heat_slices(
    analyses: list[Analysis], target: str, n_slices: int = HEAT_SLICES
) -> tuple[int, ...]:
    """Ascending indices of the slices whose heatmaps are compared.

    Only slices on which a model outlines liver count. Half of `n_slices` are those with the
    highest probability of the target, averaged over the models. The other half is spaced evenly
    over the rest, to show what the models look at where there is nothing to find. If there are no
    more than `n_slices`, all are compared.

    Args:
        target: one of `labels.SLICE_CLASSES`, or "lesion" for either kind of lesion.
    """
    liver = liver_slices(analyses)
    if len(liver) <= n_slices:
        return tuple(liver.tolist())
    p = np.mean([analysis.probabilities[liver] for analysis in analyses], axis=0)
    column = SLICE_CLASSES.index(target if target in SLICE_CLASSES else NORMAL)
    score = p[:, column] if target in SLICE_CLASSES else 1 - p[:, column]
    order = np.argsort(-score, kind="stable")
    highest = order[: n_slices // 2]
    rest = np.sort(order[n_slices // 2 :])
    picks = np.linspace(0, len(rest) - 1, n_slices - len(highest)).round().astype(int)
    return tuple(sorted(liver[np.concatenate([highest, rest[picks]])].tolist()))


def grad_cam_heat(model: Model, analysis: Analysis, target: str) -> HeatSource:
    """Grad-CAM of a model, computed per slice on demand.

    The source raises UsageError if the model has no gradient or no such target.
    """

    def heat(index: int) -> np.ndarray:
        mask = analysis.mask[index]
        return grad_cam(model, analysis.series, index, target, mask=mask).heatmap

    return heat


def heat_in_liver(
    heat: HeatSource, analyses: list[Analysis], slices: tuple[int, ...]
) -> np.ndarray:
    """(n_pixels,) float32: the heat at every pixel of `slices` that any model outlines as liver.

    The pixels are the same for every model, so that the vectors of two models can be compared.
    """
    return np.concatenate(
        [np.zeros(0, np.float32)]
        + [np.asarray(heat(index), np.float32)[_any_liver(analyses, index)] for index in slices]
    )


def heat_correlations(heat: Mapping[str, np.ndarray]) -> dict[tuple[str, str], float | None]:
    """(model, model) -> Spearman's rank correlation of their vectors from `heat_in_liver`."""
    return {(a, b): rank_correlation(heat[a], heat[b]) for a, b in itertools.combinations(heat, 2)}


def _any_liver(analyses: list[Analysis], index: int) -> np.ndarray:
    return np.any([analysis.mask[index] != BACKGROUND_CODE for analysis in analyses], axis=0)
