"""Analyses of one series side by side: agreement, disagreements, scores against a reference."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping, Sequence

import numpy as np

from core.comparison import sentences
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
from core.comparison.progress import Progress, SliceCount, counted
from core.comparison.reference import check_reference, score_against
from core.errors import UsageError
from core.inference.machine import describe_machine
from core.labels import MALIGNANT
from core.pipeline import Analysis
from core.series import Series


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
    """Compare existing analyses; no network runs, except for heatmaps.

    Models are compared by their own outlines, whether a reader corrected them or not.

    Args:
        facts: model -> its size (`card_facts`); a missing model's size is unknown.
        peak_memory_bytes: model -> the memory measured while it ran (`memory.PeakMemory`).
        heat: model -> its heatmaps, requested only for the slices of `heat_slices`. A missing
            model has no heatmaps; None compares no heatmaps at all.
        heat_target: the target that `heat` explains.
        reference: as for `compare`.
        progress: called with (heatmaps done, total).
        cancel: checked before each heatmap.

    Raises:
        UsageError: as `compare`, or an analysis is of another series.
        Cancelled: `cancel` was set.
    """
    analyses = [analysis.own for analysis in analyses]
    names = [analysis.model_name for analysis in analyses]
    check_names(names)
    for analysis in analyses:
        if analysis.series is not series and (
            analysis.series.uid != series.uid or analysis.mask.shape != series.volume.shape
        ):
            raise UsageError(sentences.another_series(analysis.model_name))
    if reference is not None:
        check_reference(reference, series)
    facts, memory = facts or {}, peak_memory_bytes or {}
    runs = [
        model_run(analysis, facts.get(name, ModelFacts()), memory.get(name))
        for name, analysis in zip(names, analyses, strict=True)
    ]
    if heat is None:
        return side_by_side(series, runs, None, reference)
    compared = HeatValues(heat_target, heat_slices(analyses, heat_target))
    count = SliceCount(len(analyses), 0, len(compared.slices), progress)
    for name in names:
        if name in heat:
            compared.add(name, counted(heat[name], count, cancel), analyses)
        else:
            compared.missing[name] = sentences.no_heatmap_made()
        count.end_heat()
    return side_by_side(series, runs, compared, reference)


class HeatValues:
    """Each model's heat at the same pixels, or the reason why it has none."""

    def __init__(self, target: str, slices: tuple[int, ...]) -> None:
        self.target, self.slices = target, slices
        self.values: dict[str, np.ndarray] = {}
        self.missing: dict[str, str] = {}

    def add(self, name: str, source: HeatSource, analyses: list[Analysis]) -> None:
        try:
            self.values[name] = heat_in_liver(source, analyses, self.slices)
        except UsageError as error:
            self.missing[name] = error.args[0]

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
    """Put the models' results together.

    Args:
        reference: (z, y, x) codes of `core.labels`, or None.
    """
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
            else tuple(score_against(reference, analysis, series) for analysis in analyses)
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
