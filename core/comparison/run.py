"""The recipe: run the models one after another, then hold what they say side by side."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from core.attribution import grad_cam
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
from core.comparison.facts import model_facts
from core.comparison.heat import (
    HEAT_SLICES,
    HeatSource,
    heat_correlations,
    heat_in_liver,
    heat_slices,
)
from core.comparison.memory import PeakMemory
from core.comparison.names import check_names
from core.comparison.reference import check_reference, score_against
from core.errors import Cancelled, UsageError
from core.labels import MALIGNANT
from core.models import Model
from core.pipeline import Analysis, analyze
from core.series import Series

Progress = Callable[[int, int], None]
NO_HEAT = "No heatmap of this model was made."


def compare(
    series: Series,
    models: Sequence[Model] | Mapping[str, Callable[[], Model]],
    *,
    reference: np.ndarray | None = None,
    heat_target: str | None = MALIGNANT,
    engine: str = "auto",
    progress: Progress | None = None,
    stage: Callable[[str], None] | None = None,
    cancel: threading.Event | None = None,
) -> Comparison:
    """Run two to four models on a series and compare what they say.

    One after another: of each, only its analysis is kept (two bytes a CT voxel), so that four
    models take hardly more memory than one. A model given by its loader is loaded when its turn
    comes and let go after it, and loaded once more for its heatmaps, which are made when all have
    named their most suspicious slices (`heat.heat_slices`).

    Args:
        models: loaded ones, or their names with what loads each.
        reference: (z, y, x) codes of `core.labels` on the CT's grid, as
            `core.dicom.reference_mask.read_reference_mask` gives them, to score each against.
        heat_target: the class whose Grad-CAM heatmaps are compared; None compares none.
        engine: one of `inference.ENGINES`.
        progress: called with (done, in all), in slices over all models.
        stage: called with the name of the model whose turn it is.
        cancel: set it, from any thread, to stop at the next batch or heatmap.

    Raises:
        UsageError: too few or too many models, one named twice, a reference of another shape, or
            an engine that can't be used.
        Cancelled: `cancel` was set.
        CheckpointError, UnknownModelError: what a loader raises.
    """
    loaders = _loaders(models)
    if reference is not None:
        check_reference(reference, series)
    count = _Count(len(loaders), series.n_slices, HEAT_SLICES if heat_target else 0, progress)
    runs = []
    for name, load in loaders.items():
        if stage:
            stage(name)
        with PeakMemory() as memory:
            model = load()
            analysis = analyze(series, model, progress=count.analysis, cancel=cancel, engine=engine)
        runs.append(_run(analysis, model_facts(model), memory.rise_bytes))
        del model
        count.end_analysis(series.n_slices)
    analyses = [run.analysis for run in runs]
    heat = missing = None
    slices: tuple[int, ...] = ()
    if heat_target is not None:
        slices = heat_slices(analyses, heat_target)
        heat, missing = {}, {}
        for (name, load), analysis in zip(loaders.items(), analyses, strict=True):
            if stage:
                stage(name)
            source = _watched(_grad_cam_source(load(), analysis, heat_target), count, cancel)
            try:
                heat[analysis.model_name] = heat_in_liver(source, analyses, slices)
            except UsageError as reason:
                missing[analysis.model_name] = str(reason)
            del source
            count.end_heat()
    return _side_by_side(series, runs, heat, missing, slices, heat_target, reference)


def from_analyses(
    series: Series,
    analyses: Sequence[Analysis],
    *,
    facts: Mapping[str, ModelFacts] | None = None,
    peak_memory_bytes: Mapping[str, int] | None = None,
    heat: Mapping[str, HeatSource] | None = None,
    heat_target: str = MALIGNANT,
    reference: np.ndarray | None = None,
) -> Comparison:
    """The comparison of analyses that are already there; no network runs.

    Args:
        facts: model -> what it weighs (`card_facts`); unknown where a model is not in it.
        peak_memory_bytes: model -> what was measured while it ran (`memory.PeakMemory`).
        heat: model -> its heatmaps, asked only for the slices of `heat_slices`; models that are
            not in it have none, and None compares no heatmaps.
        heat_target: the target that `heat` explains.
        reference: as for `compare`.

    Raises:
        UsageError: as `compare`, or an analysis is of another series.
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
        _run(one, (facts or {}).get(one.model_name, ModelFacts()), memory.get(one.model_name))
        for one in analyses
    ]
    if heat is None:
        return _side_by_side(series, runs, None, None, (), None, reference)
    slices = heat_slices(analyses, heat_target)
    values = {
        one.model_name: heat_in_liver(heat[one.model_name], analyses, slices)
        for one in analyses
        if one.model_name in heat
    }
    missing = {one.model_name: NO_HEAT for one in analyses if one.model_name not in heat}
    return _side_by_side(series, runs, values, missing, slices, heat_target, reference)


def _loaders(
    models: Sequence[Model] | Mapping[str, Callable[[], Model]],
) -> dict[str, Callable[[], Model]]:
    if isinstance(models, Mapping):
        check_names(list(models))
        return dict(models)
    check_names([model.name for model in models])
    return {model.name: partial(_same, model) for model in models}


def _same(model: Model) -> Model:
    return model


def _run(analysis: Analysis, facts: ModelFacts, peak_memory_bytes: int | None) -> ModelRun:
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


def _side_by_side(
    series: Series,
    runs: Sequence[ModelRun],
    heat: dict[str, np.ndarray] | None,
    missing: dict[str, str] | None,
    slices: tuple[int, ...],
    heat_target: str | None,
    reference: np.ndarray | None,
) -> Comparison:
    analyses = [run.analysis for run in runs]
    compared = liver_slices(analyses)
    correlations = heat_correlations(heat or {})
    return Comparison(
        series=series,
        runs=tuple(runs),
        agreement=tuple(
            _pair(a, b, compared, correlations) for a, b in itertools.combinations(analyses, 2)
        ),
        disagreements=find_disagreements(analyses, compared),
        heat=(
            None
            if heat is None
            else HeatAgreement(
                method="grad_cam",
                target=heat_target,
                slices=slices,
                n_pixels=max((len(values) for values in heat.values()), default=0),
                missing=missing,
            )
        ),
        reference=(
            None
            if reference is None
            else tuple(score_against(reference, one, series) for one in analyses)
        ),
        reference_mask=reference,
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


def _grad_cam_source(model: Model, analysis: Analysis, target: str) -> HeatSource:
    def heat(index: int) -> np.ndarray:
        explanation = grad_cam(model, analysis.series, index, target, mask=analysis.mask[index])
        return explanation.heatmap

    return heat


def _watched(heat: HeatSource, count: _Count, cancel: threading.Event | None) -> HeatSource:
    """The same with progress, and a look at `cancel` before each slice."""

    def watched(index: int) -> np.ndarray:
        if cancel is not None and cancel.is_set():
            raise Cancelled("Cancelled while the heatmaps were compared.")
        heatmap = heat(index)
        count.one_heatmap()
        return heatmap

    return watched


class _Count:
    """Slices done over all models: each is analysed, then some have heatmaps made of them."""

    def __init__(
        self, n_models: int, n_slices: int, n_heatmaps: int, progress: Progress | None
    ) -> None:
        self._total = n_models * (n_slices + n_heatmaps)
        self._n_heatmaps = n_heatmaps
        self._before = 0
        self._heatmaps = 0
        self._report = progress or (lambda done, total: None)

    def analysis(self, done: int, _of: int) -> None:
        self._report(self._before + done, self._total)

    def end_analysis(self, n_slices: int) -> None:
        self._before += n_slices

    def one_heatmap(self) -> None:
        self._heatmaps += 1
        self._report(self._before + self._heatmaps, self._total)

    def end_heat(self) -> None:
        """Where the liver has fewer slices than heatmaps were planned, or there are none."""
        self._before += self._n_heatmaps
        self._heatmaps = 0
        self._report(self._before, self._total)
