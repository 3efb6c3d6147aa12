"""Whole series in which readers see no lesion: what a model outlines there after the clean-up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from core.dicom import load_series
from core.inference import predict
from core.labels import LESION_CODES, LIVER_CODE, MALIGNANT, SLICE_CLASSES
from core.lesions.components import label_lesions
from core.models import Model
from core.risk.rules import TOP_K
from core.series import Series


@dataclass(frozen=True)
class SeriesCheck:
    """What a model says of one lesion-free series; volumes in mL."""

    name: str
    lesions: int
    lesion_ml: float
    largest_ml: float
    liver_ml: float
    #: Mean of the `TOP_K` highest slices with liver, not calibrated; 0 without liver.
    p_malignant: float

    def to_dict(self) -> dict:
        return asdict(self)


def read_lesion_free(paths: list[Path]) -> list[tuple[str, Series]]:
    """Name and series of each input.

    Raises:
        InputError: one can't be read.
    """
    return [(path.name, load_series([path])) for path in paths]


def check_series(name: str, series: Series, model: Model) -> SeriesCheck:
    """Run the whole analysis of slices and mask, and measure what is outlined."""
    prediction = predict(series, model)
    voxel_ml = (series.slice_thicknesses_mm * series.pixel_area_mm2() / 1000).astype(float)
    labels, count = label_lesions(prediction.mask)
    volumes = [_volume(labels == i + 1, voxel_ml) for i in range(count)]
    shown = prediction.liver_area_mm2 > 0
    malignant = prediction.probabilities[shown, SLICE_CLASSES.index(MALIGNANT)]
    return SeriesCheck(
        name=name,
        lesions=count,
        lesion_ml=sum(volumes),
        largest_ml=max(volumes, default=0.0),
        liver_ml=_volume(np.isin(prediction.mask, (LIVER_CODE, *LESION_CODES)), voxel_ml),
        p_malignant=float(np.sort(malignant)[-TOP_K:].mean()) if shown.any() else 0.0,
    )


def _volume(which: np.ndarray, voxel_ml: np.ndarray) -> float:
    return float((which.sum(axis=(1, 2)) * voxel_ml).sum())
