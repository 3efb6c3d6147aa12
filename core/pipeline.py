"""The main path: a CT series and a model in, everything a reader wants to know out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.areas import lesion_areas_mm2
from core.cautions import find_cautions
from core.inference import predict
from core.lesions import Lesion, measure_lesions
from core.models import Model
from core.risk import PatientRisk, patient_risk
from core.series import Series


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything one model says about one series; slice 0 is the most inferior."""

    series: Series
    model_name: str
    backbone: str
    weights_sha256: str
    #: (z, 3) float32 in the order of `labels.SLICE_CLASSES`.
    probabilities: np.ndarray
    #: (z, y, x) uint8 codes of `core.labels` on the CT's own grid.
    mask: np.ndarray
    #: (z, y, x) uint8, 255 = certain.
    lesion_probability: np.ndarray
    #: (z,) lesions included.
    liver_area_mm2: np.ndarray
    #: (z,) benign and malignant together.
    lesion_area_mm2: np.ndarray
    #: The largest first.
    lesions: tuple[Lesion, ...]
    patient: PatientRisk
    #: One sentence each: why to doubt the result.
    cautions: tuple[str, ...]
    #: The code of each of them (`core.cautions.CODES`).
    caution_codes: tuple[str, ...]
    #: "onnx" or "torch".
    engine: str
    #: Wall seconds of each stage, and "total".
    seconds: dict[str, float]
    #: Wall milliseconds a slice of the network alone, one for each batch.
    batch_ms: tuple[float, ...] = ()


def analyze(
    series: Series,
    model: Model,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
    engine: str = "auto",
) -> Analysis:
    """Score every slice, outline and measure the lesions, and sum up the patient.

    Args:
        progress: called with (slices done, slices in all).
        cancel: set it, from any thread, to stop at the next batch.
        engine: one of `inference.ENGINES`.

    Raises:
        Cancelled: `cancel` was set.
        UsageError: the engine can't be used.
    """
    started = time.perf_counter()
    prediction = predict(series, model, engine=engine, progress=progress, cancel=cancel)
    predicted = time.perf_counter()
    lesions = measure_lesions(
        prediction.mask,
        prediction.lesion_probability,
        series,
        malignant_probability=prediction.malignant_probability,
    )
    patient = patient_risk(prediction.probabilities, prediction.liver_area_mm2)
    cautions = find_cautions(series, prediction.mask, prediction.liver_area_mm2, lesions, patient)
    finished = time.perf_counter()
    return Analysis(
        series=series,
        model_name=model.name,
        backbone=model.backbone,
        weights_sha256=model.weights_sha256,
        probabilities=prediction.probabilities,
        mask=prediction.mask,
        lesion_probability=prediction.lesion_probability,
        liver_area_mm2=prediction.liver_area_mm2,
        lesion_area_mm2=lesion_areas_mm2(prediction.mask, series),
        lesions=lesions,
        patient=patient,
        cautions=tuple(caution.sentence for caution in cautions),
        caution_codes=tuple(caution.code for caution in cautions),
        engine=prediction.engine,
        seconds={
            **prediction.seconds,
            "measure": finished - predicted,
            "total": finished - started,
        },
        batch_ms=prediction.batch_ms,
    )
