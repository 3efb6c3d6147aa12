"""Run a network over a series: batch by batch, back on the CT's grid, then tidied in 3-D."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from core.areas import liver_areas_mm2
from core.consent import check_consent
from core.errors import UsageError
from core.inference import sentences
from core.inference.cleanup import CleanUpRules, clean_up, keep_the_liver
from core.inference.engines import make_engine
from core.inference.gate import gate_by_liver
from core.inference.kind import name_kind_by_lesion
from core.inference.onnx_runtime import whole_rounds
from core.inference.passes import Answers, run_pass
from core.inference.view import View
from core.inference.watch import Progress, Watch
from core.labels import BACKGROUND_CODE
from core.models import Model, require_modality
from core.models.network import class_probabilities
from core.preprocessing import LiverCrop, SliceGrid, crop_to_liver, on_network_scale
from core.series import Series


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a network says about a series; voxel arrays lie on the CT's own grid."""

    #: (z, 3) float32, temperature-scaled, benign or malignant as the 3-D lesions are
    #: (`inference.kind`), gated by the liver's area (`inference.gate`).
    probabilities: np.ndarray
    #: (z, 3) float32, temperature-scaled: the slice classifier's own word; normal where the
    #: network did not look (`inference.first_look`).
    ungated_probabilities: np.ndarray
    #: (z, y, x) uint8 codes of `core.labels`.
    mask: np.ndarray
    #: (z, y, x) uint8, round(255 p(lesion)), before the clean-up of the mask.
    lesion_probability: np.ndarray
    #: (z, y, x) uint8, the malignant part of `lesion_probability`.
    malignant_probability: np.ndarray
    #: (z,) float64, lesions included.
    liver_area_mm2: np.ndarray
    #: "onnx" or "torch".
    engine: str
    #: Wall seconds of each stage.
    seconds: dict[str, float] = field(default_factory=dict)
    #: Wall-clock milliseconds per slice of the network alone, one value per batch.
    batch_ms: tuple[float, ...] = ()


def predict(
    series: Series,
    model: Model,
    *,
    engine: str = "auto",
    batch_size: int | None = None,
    rules: CleanUpRules | None = None,
    view: View | None = None,
    every_slice: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Prediction:
    """Class probabilities of every slice and the mask of the series.

    In order: a first look for the slices that can show liver (`first_look`); the network on
    batches of these, mask probabilities averaged along z (`AxialSmoother`),
    brought back to the CT's grid and decided (`voxel_codes`); a second, closer pass over the
    liver where the model's preprocessing asks for one (`preprocessing.crop`); the mask tidied in
    3-D (`clean_up`), the slice classes named by the 3-D lesions (`name_kind_by_lesion`) and gated
    by the liver's area (`gate_by_liver`). Memory: three bytes a CT voxel beside the CT (two more
    for a moment where the liver is cropped), and a few slices of float maps.

    Args:
        rules: None takes the defaults, with the certainty of the model's card.
        batch_size: slices that go through the network together; None: about 8.
        every_slice: ask the network about slices far from the liver too.
        view: look at the series changed a little; the answer still lies on the CT's own grid.
        progress: called with (slices done, slices in all), from 0 on.
        cancel: looked at before each batch.

    Raises:
        Cancelled: `cancel` was set.
        ConsentError: the operator's list does not allow it.
        UsageError: the batch size is below 1, the engine can't be used, or the model is made for
            images of another kind.
    """
    # All analyses come by here.
    check_consent(series)
    require_modality(model, series.tags.modality)
    if batch_size is None:
        batch_size = whole_rounds(8)
    if batch_size < 1:
        raise UsageError(sentences.batch_too_small(batch_size))
    rules = rules or CleanUpRules(certainty=model.outline.certainty)
    closer = model.preprocessing.crop_to_liver
    watch = Watch(series.n_slices, 2 if closer else 1, progress, cancel)
    started = time.perf_counter()
    run = make_engine(engine, model)
    ready = time.perf_counter()

    # Slices keep their places: only the values of MR are others.
    series = on_network_scale(series, model.preprocessing)
    whole = SliceGrid.for_series(series, model.preprocessing)
    if view is not None:
        whole = view.moved(whole)
    answers = Answers(series, model.outline.lesion_share)
    look = partial(
        run_pass,
        answers,
        series,
        model,
        run,
        batch_size=batch_size,
        smoothing_mm=rules.smoothing_mm,
        watch=watch,
        view=view,
    )
    everything = np.arange(series.n_slices)
    look(whole, slices=everything if every_slice else None)
    if closer:
        crop = _find_liver(answers.mask, series, whole, model, rules)
        if crop is not None:
            look(crop.grid, slices=crop.slices)
            if model.preprocessing.slices_without_liver == "left_out":
                answers.silence(np.setdiff1d(everything, crop.slices))
    watch.end()
    predicted = time.perf_counter()

    mask, lesion = answers.mask, answers.lesion_probability
    clean_up(mask, lesion, answers.malignant_probability, series, rules)
    ungated = class_probabilities(answers.class_logits, model.temperature).numpy()
    liver_area = liver_areas_mm2(mask, series)
    named = name_kind_by_lesion(ungated, mask, lesion, answers.malignant_probability)
    return Prediction(
        probabilities=gate_by_liver(named, liver_area),
        ungated_probabilities=ungated,
        mask=mask,
        lesion_probability=lesion,
        malignant_probability=answers.malignant_probability,
        liver_area_mm2=liver_area,
        engine=run.name,
        seconds={
            "engine": ready - started,
            "network": predicted - ready,
            "clean_up": time.perf_counter() - predicted,
        },
        batch_ms=tuple(answers.batch_ms),
    )


def _find_liver(
    mask: np.ndarray, series: Series, whole: SliceGrid, model: Model, rules: CleanUpRules
) -> LiverCrop | None:
    """Where the first pass saw the liver; stray specks far from it must not widen the box."""
    liver = mask.copy()
    keep_the_liver(liver, series, rules)
    return crop_to_liver(liver != BACKGROUND_CODE, series.positions_mm, whole, model.preprocessing)
