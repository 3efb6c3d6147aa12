"""Is it a CT in HU, sharp and clean enough: modality and HU, slice thickness, metal, noise."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.cautions import sentences
from core.cautions.caution import NOTE, STOP, WARN, Caution
from core.cautions.hu_scale import implausible_scale
from core.labels import BACKGROUND_CODE, LIVER_CODE
from core.series import Series

#: RECIST 1.1 (Eisenhauer 2009): up to this thickness lesions from 10 mm count as measurable,
#: above it those of at least twice the thickness.
THICK_SLICES_MM = 5.0
#: Rounding in headers, mm.
_TOLERANCE_MM = 0.05
#: Above cortical bone and dense contrast agent: metal, HU, and how much of it counts, mL.
METAL_HU, METAL_ML = 2500, 0.1
#: Noise above which a lesion 40 HU below the liver, as a metastasis is, hides in the grain, HU.
NOISY_HU = 30.0
#: What is coarser than this is structure, not noise, mm (Gaussian).
GRAIN_MM = 4.0
#: Slices on which noise is measured, and the liver pixels each must have off the liver's rim.
_NOISE_SLICES, _NOISE_PIXELS, _RIM_PIXELS = 9, 200, 3


def modality(series: Series) -> list[Caution]:
    """A tag that names something else, or values that can't be HU."""
    if series.tags.modality not in ("", "CT"):
        return [Caution("modality", sentences.other_modality(series.tags.modality), STOP)]
    return implausible_scale(series)


def thickness(series: Series) -> list[Caution]:
    if series.n_slices == 1:
        return [Caution("single_slice", sentences.single_slice(), WARN)]
    thickest = max(series.spacing_mm[0], series.tags.slice_thickness_mm or 0.0)
    if thickest <= THICK_SLICES_MM + _TOLERANCE_MM:
        return []
    return [Caution("thick_slices", sentences.thick_slices(thickest), NOTE)]


def metal(series: Series, mask: np.ndarray) -> list[Caution]:
    """Metal on slices that hold liver: its streaks darken and brighten the tissue around."""
    ml = 0.0
    for index, thickness_mm in enumerate(series.slice_thicknesses_mm):
        if (mask[index] != BACKGROUND_CODE).any():
            pixels = np.count_nonzero(series.volume[index] > METAL_HU)
            ml += pixels * series.pixel_area_mm2() * thickness_mm / 1000.0
    if ml < METAL_ML:
        return []
    return [Caution("metal", sentences.metal(ml, METAL_HU), WARN)]


def noise(series: Series, mask: np.ndarray) -> list[Caution]:
    sd = liver_noise_hu(series, mask)
    if sd is None or sd <= NOISY_HU:
        return []
    return [Caution("noise", sentences.noise(sd), WARN)]


def liver_noise_hu(series: Series, mask: np.ndarray) -> float | None:
    """Standard deviation of the grain in the liver, HU; None where too little liver is there.

    On slices spread over the liver, the CT less its Gaussian of `GRAIN_MM` within the liver, over
    liver pixels off the rim: 1.4826 times the median absolute deviation, so that vessels hardly
    count; the median over the slices.
    """
    # Slice by slice: a comparison of the whole volume would double its memory.
    holding = [z for z, plane in enumerate(mask) if (plane == LIVER_CODE).any()]
    if not holding:
        return None
    picks = np.unique(np.linspace(0, len(holding) - 1, _NOISE_SLICES).round().astype(int))
    sigma = [GRAIN_MM / step for step in series.spacing_mm[1:]]
    found = []
    for z in (holding[k] for k in picks):
        liver = mask[z] == LIVER_CODE
        inner = ndimage.binary_erosion(liver, iterations=_RIM_PIXELS)
        if np.count_nonzero(inner) < _NOISE_PIXELS:
            continue
        plane = np.where(liver, series.volume[z], 0).astype(np.float32)
        weight = ndimage.gaussian_filter(liver.astype(np.float32), sigma)[inner]
        grain = plane[inner] - ndimage.gaussian_filter(plane, sigma)[inner] / weight
        found.append(1.4826 * np.median(np.abs(grain - np.median(grain))))
    return float(np.median(found)) if found else None
