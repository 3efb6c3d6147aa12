"""What a comparison holds. Slice 0 is the most inferior; None stands for what has no answer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.pipeline import Analysis
from core.series import Series


@dataclass(frozen=True)
class ModelFacts:
    """What a model weighs, whatever the series."""

    #: Numbers in the network; None where there is no network whose numbers could be counted.
    parameters: int | None = None
    #: Size of the weights file; None where there is none.
    file_bytes: int | None = None


@dataclass(frozen=True, eq=False)
class ModelRun:
    """One model on the series, and what that took."""

    analysis: Analysis
    #: Wall time of the network alone, over the batches of this very run: each batch's time over
    #: its slices, the first batch included. None where the analysis didn't keep them.
    ms_per_slice_median: float | None
    ms_per_slice_p95: float | None
    #: Wall seconds of the whole analysis, reading the files left out.
    seconds: float
    parameters: int | None
    file_bytes: int | None
    #: How far the process's resident memory rose (`comparison.memory`); None: not measured.
    peak_memory_bytes: int | None

    @property
    def name(self) -> str:
        return self.analysis.model_name


@dataclass(frozen=True)
class PairAgreement:
    """How far two models agree, `a` before `b` as they were named."""

    a: str
    b: str
    #: Cohen's kappa (1960) of the likeliest class of each compared slice, -1..1; None where both
    #: call all of them the same one class.
    kappa: float | None
    #: Spearman's rank correlation of p(malignant) over the compared slices, -1..1; None where it
    #: is the same on all slices.
    spearman_malignant: float | None
    #: 2|A & B| / (|A| + |B|) of the voxels of the series, 0..1; None where neither has any.
    dice_liver: float | None
    dice_lesion: float | None
    #: Spearman's rank correlation of the heat in the liver (`comparison.heat`), -1..1; None where
    #: a model has no heatmap, or one that is the same everywhere.
    heat_rank_correlation: float | None
    #: Compared slices: those on which at least one of all models outlines liver.
    n_slices: int


@dataclass(frozen=True)
class Disagreement:
    """A slice on which the models differ."""

    slice_index: int
    #: Highest less lowest p(malignant).
    spread: float
    #: The furthest apart that two models' three probabilities are, 0..1: half the sum of their
    #: absolute differences (total variation). Never below `spread`.
    distance: float
    #: Model -> the likeliest class, one of `labels.SLICE_CLASSES`.
    classes: dict[str, str]
    #: Model -> p(malignant).
    p_malignant: dict[str, float]

    @property
    def classes_differ(self) -> bool:
        return len(set(self.classes.values())) > 1


@dataclass(frozen=True)
class HeatAgreement:
    """What the rank correlations of the heatmaps rest on."""

    #: "grad_cam".
    method: str
    #: One of `labels.SLICE_CLASSES`.
    target: str
    #: Ascending.
    slices: tuple[int, ...]
    #: Pixels compared, all in the liver as at least one model outlines it.
    n_pixels: int
    #: Model -> one sentence, for those without a heatmap.
    missing: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LesionScore:
    """Lesions of a reference one by one, by `comparison.lesion_match.RULE`."""

    n_lesions: int
    n_found: int
    n_false_positives: int

    @property
    def sensitivity(self) -> float | None:
        """Share that was found; None where there are none to find."""
        return self.n_found / self.n_lesions if self.n_lesions else None


@dataclass(frozen=True)
class ReferenceScore:
    """One model against a reference mask."""

    model: str
    #: Voxels of the series; None where neither has any. The liver includes its lesions.
    liver_dice: float | None
    lesion_dice: float | None
    lesions: LesionScore
    #: Average symmetric surface distance of the liver, mm; None where one of them has no liver.
    liver_surface_mm: float | None
    #: 95th percentile of the same distances, mm.
    liver_surface_p95_mm: float | None


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two to four models on one series."""

    series: Series
    #: In the order in which they were named.
    runs: tuple[ModelRun, ...]
    #: Every pair once.
    agreement: tuple[PairAgreement, ...]
    #: The most different slice first; slices on which all say the same are left out.
    disagreements: tuple[Disagreement, ...]
    #: Where the times were taken (`inference.machine.describe_machine`).
    machine: dict = field(default_factory=dict)
    #: None where no heatmaps were asked for.
    heat: HeatAgreement | None = None
    #: A score for each model, in the order of `runs`; None without a reference mask.
    reference: tuple[ReferenceScore, ...] | None = None
    #: (z, y, x) uint8, as `core.dicom.reference_mask` gives it.
    reference_mask: np.ndarray | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(run.name for run in self.runs)
