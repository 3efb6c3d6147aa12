"""The recipe: run the models one after another, then hold what they say side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from core.comparison.comparison import Comparison
from core.comparison.facts import model_facts
from core.comparison.heat import HEAT_SLICES, grad_cam_heat, heat_slices
from core.comparison.memory import PeakMemory
from core.comparison.names import check_names
from core.comparison.progress import Count, Progress, watched
from core.comparison.reference import check_reference
from core.comparison.side_by_side import HeatValues, model_run, side_by_side
from core.inference.engines import forget_engine
from core.labels import MALIGNANT
from core.models import Model
from core.pipeline import analyze
from core.series import Series


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
    comes and let go after it, so that its peak memory holds all it needs; it is loaded once more
    for its heatmaps, which are made when all have named their most suspicious slices
    (`heat.heat_slices`).

    Args:
        models: loaded ones, or their names with what loads each.
        reference: (z, y, x) codes of `core.labels` on the CT's grid, as
            `core.dicom.reference_mask.open_reference` gives them, to score each against.
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
    in_turn = isinstance(models, Mapping)
    if reference is not None:
        check_reference(reference, series)
    count = Count(len(loaders), series.n_slices, HEAT_SLICES if heat_target else 0, progress)
    runs = []
    for name, load in loaders.items():
        if stage:
            stage(name)
        with PeakMemory() as memory:
            model = load()
            if in_turn:
                # A network exported earlier would make this model look thrifty.
                forget_engine(model)
            analysis = analyze(series, model, progress=count.analysis, cancel=cancel, engine=engine)
        runs.append(model_run(analysis, model_facts(model), memory.rise_bytes))
        if in_turn:
            forget_engine(model)
        del model
        count.end_analysis(series.n_slices)
    analyses = [run.analysis for run in runs]
    heat = None
    if heat_target is not None:
        heat = HeatValues(heat_target, heat_slices(analyses, heat_target))
        for load, analysis in zip(loaders.values(), analyses, strict=True):
            if stage:
                stage(analysis.model_name)
            source = grad_cam_heat(load(), analysis, heat_target)
            heat.add(analysis.model_name, watched(source, count, cancel), analyses)
            del source
            count.end_heat()
    return side_by_side(series, runs, heat, reference)


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
