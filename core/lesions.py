"""Lesions as objects: 3-D components of the mask, measured in mL, mm and HU."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.caliper import axial_diameters_mm
from core.labels import BENIGN, BENIGN_CODE, LESION_CODES, MALIGNANT, MALIGNANT_CODE
from core.series import Series

#: Voxels of one lesion share a face. Two lesions that only touch at an edge or a corner stay two.
CONNECTIVITY = ndimage.generate_binary_structure(3, 1)


@dataclass(frozen=True)
class Lesion:
    """One lesion. Slice indices count from 0, the most inferior slice."""

    #: 1 is the largest by volume.
    id: int
    #: "benign" or "malignant": what it looks like, not histology.
    label: str
    volume_ml: float
    #: Longest diameter on an axial slice, mm (`core.caliper`).
    diameter_mm: float
    #: Extent at a right angle to `diameter_mm`, on the same slice, mm.
    short_axis_mm: float
    #: Mean and standard deviation over the lesion's voxels.
    mean_hu: float
    sd_hu: float
    #: First and last slice, both included.
    slice_first: int
    slice_last: int
    #: The slice on which `diameter_mm` was measured.
    slice_largest: int
    #: Centre of mass, LPS mm.
    centroid_mm: tuple[float, float, float]
    #: Mean of the network's lesion probability over the lesion's voxels, 0..1.
    probability: float


def measure_lesions(
    mask: np.ndarray, lesion_probability: np.ndarray, series: Series
) -> tuple[Lesion, ...]:
    """Every 3-D lesion of a mask, the largest first.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid. A component that holds both
            lesion codes takes the one with more volume.
        lesion_probability: (z, y, x) uint8, 255 = certain.
    """
    labels, count = label_lesions(mask)
    found = [
        _measure(labels[box] == number, box, mask, lesion_probability, series)
        for number, box in enumerate(ndimage.find_objects(labels, count), start=1)
    ]
    found.sort(key=lambda values: -values["volume_ml"])
    return tuple(Lesion(id=rank, **values) for rank, values in enumerate(found, start=1))


def label_lesions(mask: np.ndarray) -> tuple[np.ndarray, int]:
    """(labels (z, y, x) int32, count): the face-connected components of both lesion codes."""
    return ndimage.label(mask >= min(LESION_CODES), structure=CONNECTIVITY)


def _measure(
    voxels: np.ndarray,
    box: tuple[slice, slice, slice],
    mask: np.ndarray,
    lesion_probability: np.ndarray,
    series: Series,
) -> dict:
    """All fields of `Lesion` but the rank, of the component `voxels` (bool) that fills `box`."""
    first = box[0].start
    thickness = series.slice_thicknesses_mm[box[0]]
    voxels_ml = voxels.sum(axis=(1, 2)) * thickness * series.pixel_area_mm2() / 1000.0
    malignant_ml = _slice_sums(voxels & (mask[box] == MALIGNANT_CODE)) @ thickness
    benign_ml = _slice_sums(voxels & (mask[box] == BENIGN_CODE)) @ thickness
    hu = series.volume[box][voxels].astype(np.float64)
    long_mm, short_mm, at = _largest_diameters(voxels, series.spacing_mm[1:])
    return {
        "label": MALIGNANT if malignant_ml >= benign_ml else BENIGN,
        "volume_ml": float(voxels_ml.sum()),
        "diameter_mm": long_mm,
        "short_axis_mm": short_mm,
        "mean_hu": float(hu.mean()),
        "sd_hu": float(hu.std()),
        "slice_first": first,
        "slice_last": box[0].stop - 1,
        "slice_largest": first + at,
        "centroid_mm": _centroid_lps(voxels, box, voxels_ml, series),
        "probability": float(lesion_probability[box][voxels].mean() / 255.0),
    }


def _slice_sums(voxels: np.ndarray) -> np.ndarray:
    return voxels.sum(axis=(1, 2), dtype=np.float64)


def _largest_diameters(
    voxels: np.ndarray, spacing_mm: tuple[float, float]
) -> tuple[float, float, int]:
    """(long, short, slice within `voxels`) of the axial cut with the longest diameter.

    A component can appear as several islands on one slice; each is measured by itself.
    """
    best = (0.0, 0.0, 0)
    for index, plane in enumerate(voxels):
        islands, _ = ndimage.label(plane)
        for number, box in enumerate(ndimage.find_objects(islands), start=1):
            long_mm, short_mm = axial_diameters_mm(islands[box] == number, spacing_mm)
            if long_mm > best[0]:
                best = (long_mm, short_mm, index)
    return best


def _centroid_lps(
    voxels: np.ndarray,
    box: tuple[slice, slice, slice],
    weights: np.ndarray,
    series: Series,
) -> tuple[float, float, float]:
    """Centre of mass in LPS mm, from each slice's own origin (exact for uneven spacing)."""
    planes, rows, columns = np.nonzero(voxels)
    # Each slice's voxels count with the thickness that the slice stands for.
    per_voxel = weights[planes] / np.bincount(planes, minlength=len(weights))[planes]
    points = (
        series.slice_origins_mm[planes + box[0].start]
        + np.outer((rows + box[1].start) * series.spacing_mm[1], series.column_direction)
        + np.outer((columns + box[2].start) * series.spacing_mm[2], series.row_direction)
    )
    x, y, z = np.average(points, axis=0, weights=per_voxel)
    return float(x), float(y), float(z)
