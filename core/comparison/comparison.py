"""The parts of a comparison. Slice 0 is the most inferior; None means "not defined"."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.pipeline import Analysis
from core.series import Series


@dataclass(frozen=True)
class ModelFacts:
    """The size of a model."""

    #: Number of the network's parameters; None where there is no network to count them in.
    parameters: int | None = None
    #: Size of the weights file; None if there is none.
    file_bytes: int | None = None


@dataclass(frozen=True, eq=False)
class ModelRun:
    """One model on the series, with time and memory."""

    analysis: Analysis
    #: Wall time of the network alone, as statistics over this run's batches, the first included:
    #: each batch's time divided by its number of slices. None if the analysis has no batch times.
    ms_per_slice_median: float | None
    ms_per_slice_p95: float | None
    #: Wall seconds of the whole analysis, without reading the files.
    seconds: float
    parameters: int | None
    file_bytes: int | None
    #: Rise of the process's resident memory (`comparison.memory`); None: not measured.
    peak_memory_bytes: int | None

    @property
    def name(self) -> str:
        return self.analysis.model_name


@dataclass(frozen=True)
class PairAgreement:
    """How well two models agree; `a` was named before `b`."""

    a: str
    b: str
    #: Cohen's kappa (1960) of the most likely class of each compared slice, -1..1; None if both
    #: give all slices the same single class.
    kappa: float | None
    #: Spearman's rank correlation of p(malignant) over the compared slices, -1..1; None if either
    #: is constant.
    spearman_malignant: float | None
    #: 2|A & B| / (|A| + |B|) over the voxels of the series, 0..1; None if there are none in either.
    dice_liver: float | None
    dice_lesion: float | None
    #: Spearman's rank correlation of the heat in the liver (`comparison.heat`), -1..1; None if
    #: either model has no heatmap or a constant one.
    heat_rank_correlation: float | None
    #: Number of compared slices: those on which at least one of all models outlines liver.
    n_slices: int


@dataclass(frozen=True)
class Disagreement:
    """A slice on which the models differ."""

    slice_index: int
    #: Highest minus lowest p(malignant).
    spread: float
    #: Largest total variation distance between two models' probabilities, 0..1: half the sum of
    #: their absolute differences. Never below `spread`.
    distance: float
    #: Model -> most likely class, one of `labels.SLICE_CLASSES`.
    classes: dict[str, str]
    #: Model -> p(malignant).
    p_malignant: dict[str, float]

    @property
    def classes_differ(self) -> bool:
        return len(set(self.classes.values())) > 1


@dataclass(frozen=True)
class HeatAgreement:
    """What the rank correlations of the heatmaps are based on."""

    #: "grad_cam".
    method: str
    #: One of `labels.SLICE_CLASSES`.
    target: str
    #: Ascending.
    slices: tuple[int, ...]
    #: Number of compared pixels: those that at least one model outlines as liver.
    n_pixels: int
    #: Model without a heatmap -> the reason, one sentence.
    missing: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LesionScore:
    """Detection of a reference's lesions, by `comparison.lesion_match.RULE`."""

    n_lesions: int
    n_found: int
    n_false_positives: int

    @property
    def sensitivity(self) -> float | None:
        """The share of lesions that was found; None if there are none."""
        return self.n_found / self.n_lesions if self.n_lesions else None


@dataclass(frozen=True)
class ReferenceScore:
    """One model against a reference mask."""

    model: str
    #: Over the voxels of the series; None if there are none in either. The liver includes lesions.
    liver_dice: float | None
    #: None if the reference outlines no lesions, as one of the liver alone; so is `lesions`.
    lesion_dice: float | None
    lesions: LesionScore | None
    #: Average symmetric surface distance of the liver, mm; None if either has no liver.
    liver_surface_mm: float | None
    #: 95th percentile of the same distances, mm.
    liver_surface_p95_mm: float | None


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two to four models on one series."""

    series: Series
    #: In the order in which the models were named.
    runs: tuple[ModelRun, ...]
    #: Every pair once.
    agreement: tuple[PairAgreement, ...]
    #: Largest disagreement first; slices on which the models agree are omitted.
    disagreements: tuple[Disagreement, ...]
    #: The machine that the times were measured on (`inference.machine.describe_machine`).
    machine: dict = field(default_factory=dict)
    #: None if heatmaps were not compared.
    heat: HeatAgreement | None = None
    #: One score per model, in the order of `runs`; None without a reference mask.
    reference: tuple[ReferenceScore, ...] | None = None
    #: (z, y, x) uint8, as read by `core.dicom.reference_mask`.
    reference_mask: np.ndarray | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(run.name for run in self.runs)
