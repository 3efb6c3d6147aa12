"""Analyses of one series side by side: agreement, disagreements, scores against a reference."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping, Sequence

import numpy as np

from core.comparison.agreement import (
    lesion_dice,
    liver_dice,
    liver_slices,
    malignant_correlation,
    slice_kappa,
)
from core.comparison.comparison import (
    Comparison,
    HeatAgreement,
    ModelFacts,
    ModelRun,
    PairAgreement,
)
from core.comparison.disagreement import find_disagreements
from core.comparison.heat import HeatSource, heat_correlations, heat_in_liver, heat_slices
from core.comparison.names import check_names
from core.comparison.progress import Count, Progress, watched
from core.comparison.reference import check_reference, score_against
from core.errors import UsageError
from core.inference.machine import describe_machine
from core.labels import MALIGNANT
from core.pipeline import Analysis
from core.series import Series

NO_HEAT = "No heatmap of this model was made."


def from_analyses(
    series: Series,
    analyses: Sequence[Analysis],
    *,
    facts: Mapping[str, ModelFacts] | None = None,
    peak_memory_bytes: Mapping[str, int | None] | None = None,
    heat: Mapping[str, HeatSource] | None = None,
    heat_target: str = MALIGNANT,
    reference: np.ndarray | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Comparison:
    """The comparison of analyses that are already there; no network runs, unless `heat` does.

    Args:
        facts: model -> what it weighs (`card_facts`); unknown where a model is not in it.
        peak_memory_bytes: model -> what was measured while it ran (`memory.PeakMemory`).
        heat: model -> its heatmaps, asked only for the slices of `heat_slices`; models that are
            not in it have none, and None compares no heatmaps.
        heat_target: the target that `heat` explains.
        reference: as for `compare`.
        progress: called with (heatmaps done, in all).
        cancel: looked at before each heatmap.

    Raises:
        UsageError: as `compare`, or an analysis is of another series. Cancelled: `cancel` was set.
    """
    analyses = list(analyses)
    check_names([one.model_name for one in analyses])
    for one in analyses:
        if one.series is not series and (
            one.series.uid != series.uid or one.mask.shape != series.volume.shape
        ):
            raise UsageError(
                f"the analysis by {one.model_name} is of another series: analyse this one with it."
            )
    if reference is not None:
        check_reference(reference, series)
    memory = peak_memory_bytes or {}
    runs = [
        model_run(one, (facts or {}).get(one.model_name, ModelFacts()), memory.get(one.model_name))
        for one in analyses
    ]
    if heat is None:
        return side_by_side(series, runs, None, reference)
    compared = HeatValues(heat_target, heat_slices(analyses, heat_target))
    count = Count(len(analyses), 0, len(compared.slices), progress)
    for name in (one.model_name for one in analyses):
        if name in heat:
            compared.add(name, watched(heat[name], count, cancel), analyses)
        else:
            compared.missing[name] = NO_HEAT
        count.end_heat()
    return side_by_side(series, runs, compared, reference)


class HeatValues:
    """The heat of each model at the same pixels, or why it has none."""

    def __init__(self, target: str, slices: tuple[int, ...]) -> None:
        self.target, self.slices = target, slices
        self.values: dict[str, np.ndarray] = {}
        self.missing: dict[str, str] = {}

    def add(self, name: str, source: HeatSource, analyses: list[Analysis]) -> None:
        try:
            self.values[name] = heat_in_liver(source, analyses, self.slices)
        except UsageError as reason:
            self.missing[name] = str(reason)

    def summary(self) -> HeatAgreement:
        return HeatAgreement(
            method="grad_cam",
            target=self.target,
            slices=self.slices,
            n_pixels=max((len(values) for values in self.values.values()), default=0),
            missing=self.missing,
        )


def side_by_side(
    series: Series,
    runs: Sequence[ModelRun],
    heat: HeatValues | None,
    reference: np.ndarray | None,
) -> Comparison:
    analyses = [run.analysis for run in runs]
    compared = liver_slices(analyses)
    correlations = heat_correlations(heat.values if heat else {})
    return Comparison(
        series=series,
        runs=tuple(runs),
        agreement=tuple(
            _pair(a, b, compared, correlations) for a, b in itertools.combinations(analyses, 2)
        ),
        disagreements=find_disagreements(analyses, compared),
        machine=describe_machine(),
        heat=heat.summary() if heat else None,
        reference=(
            None
            if reference is None
            else tuple(score_against(reference, one, series) for one in analyses)
        ),
        reference_mask=reference,
    )


def model_run(analysis: Analysis, facts: ModelFacts, peak_memory_bytes: int | None) -> ModelRun:
    ms = analysis.batch_ms
    return ModelRun(
        analysis=analysis,
        ms_per_slice_median=float(np.median(ms)) if ms else None,
        ms_per_slice_p95=float(np.percentile(ms, 95)) if ms else None,
        seconds=analysis.seconds["total"],
        parameters=facts.parameters,
        file_bytes=facts.file_bytes,
        peak_memory_bytes=peak_memory_bytes,
    )


def _pair(
    a: Analysis,
    b: Analysis,
    slices: np.ndarray,
    heat_correlation: Mapping[tuple[str, str], float | None],
) -> PairAgreement:
    p_a, p_b = a.probabilities[slices], b.probabilities[slices]
    return PairAgreement(
        a=a.model_name,
        b=b.model_name,
        kappa=slice_kappa(p_a, p_b),
        spearman_malignant=malignant_correlation(p_a, p_b),
        dice_liver=liver_dice(a.mask, b.mask),
        dice_lesion=lesion_dice(a.mask, b.mask),
        heat_rank_correlation=heat_correlation.get((a.model_name, b.model_name)),
        n_slices=len(slices),
    )
