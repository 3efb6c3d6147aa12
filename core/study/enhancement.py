"""Mean HU of a lesion and of the liver around it in one phase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.bounding_box import bounding_box
from core.cautions.aorta import aorta_discs
from core.cautions.consensus import agreed_hu, agrees
from core.cautions.levels import Levels
from core.cautions.spine import canal_centre
from core.labels import LIVER_CODE
from core.lesions.core_region import core_region
from core.series import Series

#: Liver counts from so far inside it, and so far from a lesion, mm.
DEEP_MM = 5.0
#: Vessels are left out: voxels whose HU, smoothed by so many mm in the plane, lie more than so
#: many robust standard deviations (1.4826 x median absolute deviation) from the median.
SMOOTH_MM, MOST_DEVIATIONS = 1.5, 2.0


@dataclass(frozen=True)
class Level:
    """Of a region in one series."""

    #: Mean and standard deviation.
    hu: float
    sd_hu: float
    n_voxels: int
    #: Whether only the inner part of a lesion counts, or all of it because it is too small.
    is_core: bool = True


def lesion_level(
    hu: np.ndarray, voxels: np.ndarray, spacing_mm: tuple[float, float, float]
) -> Level | None:
    """Of a lesion's core (`core.lesions.core_region`); of all of it where it has none. None where
    there is no voxel.

    Args:
        hu: (z, y, x) in a box around the lesion.
        voxels: (z, y, x) bool in the same box.
    """
    core = core_region(voxels, spacing_mm)
    return _level(hu[voxels if core is None else core], core is not None)


def liver_level(
    series: Series, parenchyma: np.ndarray, box: tuple[slice, slice, slice]
) -> Level | None:
    """Of the liver without its vessels; None where the series doesn't show it.

    Args:
        parenchyma: (z, y, x) bool in `box` of the series, as `parenchyma_of`.
    """
    if not parenchyma.any():
        return None
    sigma = [0.0, *(SMOOTH_MM / step for step in series.spacing_mm[1:])]
    hu = series.volume[box].astype(np.float32)
    smooth = ndimage.gaussian_filter(hu, sigma)[parenchyma]
    middle = np.median(smooth)
    limit = MOST_DEVIATIONS * 1.4826 * np.median(np.abs(smooth - middle))
    return _level(hu[parenchyma][np.abs(smooth - middle) <= limit], True)


def aorta_level(levels: Levels | None) -> float | None:
    """HU of the aorta's middle: the median over the levels on which `core.cautions.aorta` finds it,
    of the mean within half its radius, where its wall and the fat around it don't reach. None where
    it was not found.
    """
    canal = None if levels is None else canal_centre(levels)
    if levels is None or canal is None:
        return None
    discs = aorta_discs(levels, canal)
    usual = agreed_hu([None if disc is None else disc.hu for disc in discs])
    if usual is None:
        return None
    rows, columns = np.indices(levels.hu.shape[1:])
    found = [
        float(plane[np.hypot(rows - disc.row, columns - disc.column) <= disc.radius / 2].mean())
        for plane, disc in zip(levels.hu, discs, strict=True)
        if disc is not None and agrees(disc.hu, usual)
    ]
    return float(np.median(found))


def parenchyma_of(series: Series, mask: np.ndarray) -> np.ndarray:
    """(z, y, x) uint8: 1 for liver at least `DEEP_MM` inside it and from any lesion.

    Args:
        mask: (z, y, x) codes of `core.labels`. Beyond the first and the last slice the liver is
            taken to go on.
    """
    deep = np.zeros(mask.shape, np.uint8)
    box = bounding_box(mask, margin=1)
    if box is None:
        return deep
    liver = np.pad(mask[box] == LIVER_CODE, ((1, 1), (0, 0), (0, 0)), mode="edge")
    depth = ndimage.distance_transform_edt(liver, sampling=series.spacing_mm)[1:-1]
    deep[box] = depth >= DEEP_MM
    return deep


def _level(values: np.ndarray, is_core: bool) -> Level | None:
    if not len(values):
        return None
    hu = values.astype(np.float64)
    return Level(float(hu.mean()), float(hu.std()), len(hu), is_core)
