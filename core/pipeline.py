"""The main path: a series and a model in, everything a reader wants to know out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core import sentences
from core.annotation import Annotation
from core.areas import lesion_areas_mm2
from core.cautions import (
    Caution,
    Phase,
    Reach,
    find_cautions,
    measure_phase,
    settled,
)
from core.errors import UsageError
from core.free_memory import return_free_memory
from core.inference import Prediction, SliceInterval, make_views, predict, predict_views
from core.inference.test_time import SEED
from core.inference.watch import Progress
from core.labels import MALIGNANT, SLICE_CLASSES
from core.lesions import Lesion, lesion_numbers, measure_lesions
from core.models import Model
from core.risk import (
    PatientRisk,
    PatientSettings,
    all_rules,
    between_models,
    bounds,
    contributing_slices,
    lesion_shares,
    patient_risk,
    with_interval,
)
from core.series import Series


@dataclass(frozen=True, eq=False)
class Correction:
    """What a reader changed in an analysis."""

    #: As the model made it.
    own: Analysis
    #: The reader's version.
    annotation: Annotation


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything one model says about one series; slice 0 is the most inferior.

    Where `correction` is set, everything that rests on outlines follows a reader.
    """

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
    #: The largest first. Where a reader corrected the outlines, ids are numbers of findings.
    lesions: tuple[Lesion, ...]
    patient: PatientRisk
    #: Of contrast, as the organs' HU suggest; `cautions.NO_PHASE` of MR.
    phase: Phase
    #: Why to doubt the result, the most severe first.
    cautions: tuple[Caution, ...]
    #: "onnx" or "torch".
    engine: str
    #: Wall seconds of each stage, and "total".
    seconds: dict[str, float]
    #: Wall milliseconds per slice of the network alone, one for each batch.
    batch_ms: tuple[float, ...] = ()
    #: Rule, calibration and thresholds of the model's card, which `patient` follows.
    patient_settings: PatientSettings = field(default_factory=PatientSettings)
    #: How far each slice's scores move under small changes; None where that was not asked.
    slice_interval: SliceInterval | None = None
    #: What the model was measured at, as its card says it.
    reach: Reach = field(default_factory=Reach)
    #: None where the outlines are the model's own.
    correction: Correction | None = None

    @property
    def is_corrected(self) -> bool:
        """Whether a reader corrected the outlines (`annotation.sentences.CORRECTED`)."""
        return self.correction is not None

    @property
    def own(self) -> Analysis:
        """As the model made it."""
        return self if self.correction is None else self.correction.own

    def numbers(self) -> np.ndarray:
        """(z, y, x) unsigned: the `Lesion.id` that each voxel belongs to, 0 elsewhere."""
        if self.correction is None:
            return lesion_numbers(self.mask, self.series)
        return self.correction.annotation.lesion_numbers()

    def most_suspicious(self) -> int | None:
        """Index of the slice with the highest p(malignant) of those with liver; None without."""
        liver = np.flatnonzero(self.liver_area_mm2 > 0)
        if not len(liver):
            return None
        return int(liver[self.probabilities[liver, SLICE_CLASSES.index(MALIGNANT)].argmax()])

    def contributing(self) -> dict[str, tuple[int, ...]]:
        """Class -> the slices that made the patient's score of it (`risk.contributing_slices`)."""
        return contributing_slices(
            self.probabilities, self.liver_area_mm2, self.mask, self.patient_settings
        )

    def by_rule(self) -> dict[str, PatientRisk]:
        """What every rule of `core.risk.RULES` says of the patient, without intervals; not
        assessable by any where the series is not."""
        said = all_rules(
            self.probabilities,
            self.liver_area_mm2,
            settings=self.patient_settings,
            lesion_share=lesion_shares(self.mask, self.series, self.liver_area_mm2),
        )
        return {rule: settled(one, self.cautions, len(self.lesions)) for rule, one in said.items()}


def analyze(
    series: Series,
    model: Model,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
    engine: str = "auto",
    views: int = 0,
) -> Analysis:
    """Score every slice, outline and measure the lesions, and sum up the patient.

    Args:
        progress: called with (slices done, slices in all), each view's slices counted too.
        cancel: set it, from any thread, to stop at the next batch.
        engine: one of `inference.ENGINES`.
        views: ask the network again so many times with small changes of the image, for intervals
            (`inference.test_time`); each costs as much as the first time.

    Raises:
        Cancelled: `cancel` was set.
        ConsentError: the operator's list does not allow it.
        UsageError: the engine can't be used, the views are fewer than 0, or the model is made for
            images of another kind.
        CheckpointError: the model's card says nonsense of patients.
    """
    started = time.perf_counter()
    settings = PatientSettings.from_card(model.card)
    changed = make_views(views) if views else ()
    in_all = series.n_slices * (1 + views)
    prediction = predict(
        series, model, engine=engine, progress=_part(progress, 0, in_all), cancel=cancel
    )
    predicted = time.perf_counter()
    lesions = measure_lesions(
        prediction.mask,
        prediction.lesion_probability,
        series,
        malignant_probability=prediction.malignant_probability,
    )
    patient = _patient(series, prediction, settings)
    measured = time.perf_counter()
    slice_interval = None
    if changed:
        later = _part(progress, series.n_slices, in_all)
        asked = predict_views(series, model, changed, engine=engine, progress=later, cancel=cancel)
        # Of each view only this is kept: its masks are as large as the CT.
        again = [(one.probabilities, _patient(series, one, settings)) for one in asked]
        low, high = bounds([prediction.probabilities, *(p for p, _ in again)])
        slice_interval = SliceInterval(low, high, views, SEED)
        patient = with_interval(patient, [one for _, one in again], settings)
    looked = time.perf_counter()
    return_free_memory()
    phase = measure_phase(series, prediction.mask)
    return_free_memory()
    reach = Reach.from_card(model.card)
    cautions = find_cautions(
        series, prediction.mask, prediction.liver_area_mm2, lesions, patient, phase, reach
    )
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
        patient=settled(patient, cautions, len(lesions)),
        phase=phase,
        cautions=cautions,
        engine=prediction.engine,
        seconds={
            **prediction.seconds,
            "measure": finished - looked + measured - predicted,
            **({"views": looked - measured} if changed else {}),
            "total": finished - started,
        },
        batch_ms=prediction.batch_ms,
        patient_settings=settings,
        slice_interval=slice_interval,
        reach=reach,
    )


def with_other_models(analysis: Analysis, others: Sequence[Analysis]) -> Analysis:
    """`analysis`, whose patient needs review where other models differ on the same series.

    Its interval stays its own (`risk.between_models`). Analyses by the same weights are ignored.

    Raises:
        UsageError: one of the others is of another series.
    """
    for other in others:
        if other.series.uid != analysis.series.uid:
            raise UsageError(sentences.other_series(other.model_name))
    patients = {
        other.model_name: other.patient
        for other in others
        if other.weights_sha256 != analysis.weights_sha256
    }
    return replace(
        analysis, patient=between_models(analysis.patient, patients, analysis.patient_settings)
    )


def _patient(series: Series, prediction: Prediction, settings: PatientSettings) -> PatientRisk:
    return patient_risk(
        prediction.probabilities,
        prediction.liver_area_mm2,
        settings=settings,
        lesion_share=lesion_shares(prediction.mask, series, prediction.liver_area_mm2),
    )


def _part(progress: Progress | None, before: int, in_all: int) -> Progress | None:
    """Progress of a part of the work, told as progress of the whole."""
    if progress is None:
        return None
    return lambda done, _total: progress(before + done, in_all)
