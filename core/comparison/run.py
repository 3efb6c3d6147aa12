"""The recipe: run the models one after another, then compare their results."""

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
from core.comparison.progress import Progress, SliceCount, counted
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
    """Run two to four models on a series and compare the results.

    The models run one after another and only their analyses are kept (two bytes per CT voxel), so
    four models take hardly more memory than one. A model given as a loader is loaded for its turn
    and released afterwards, so its peak memory includes the network. It is loaded again for its
    heatmaps, because the slices to explain (`heat.heat_slices`) depend on all analyses.

    Args:
        models: loaded models, or model names with their loaders.
        reference: (z, y, x) codes of `core.labels` on the CT's grid, as read by
            `core.dicom.reference_mask.open_reference`; each model is scored against it.
        heat_target: the class whose Grad-CAM heatmaps are compared; None compares none.
        engine: one of `inference.ENGINES`.
        progress: called with (done, total), in slices over all models.
        stage: called with each model's name when its turn begins.
        cancel: set it, from any thread, to stop at the next batch or heatmap.

    Raises:
        UsageError: too few or too many models, a model named twice, a reference of another shape,
            or an engine that can't be used.
        Cancelled: `cancel` was set.
        CheckpointError, UnknownModelError: raised by a loader.
    """
    loaders = _loaders(models)
    in_turn = isinstance(models, Mapping)
    if reference is not None:
        check_reference(reference, series)
    count = SliceCount(len(loaders), series.n_slices, HEAT_SLICES if heat_target else 0, progress)
    runs = []
    for name, load in loaders.items():
        if stage:
            stage(name)
        with PeakMemory() as memory:
            model = load()
            if in_turn:
                # With a network exported earlier, the measured memory would be too small.
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
            heat.add(analysis.model_name, counted(source, count, cancel), analyses)
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
    return {model.name: partial(_already_loaded, model) for model in models}


def _already_loaded(model: Model) -> Model:
    return model
