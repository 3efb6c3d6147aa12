"""Is a lesion as even inside as the liver around it?"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from core.labels import LIVER_CODE

#: Grain is averaged out over this before unevenness is measured (Gaussian in the plane), mm.
SMOOTHING_MM = 1.5
#: Homogeneous: at most this many times as uneven as the liver.
UNEVEN_TIMES = 1.6
#: Liver this near to a lesion or to its own border is left out, mm.
RIM_MM = 3.0
#: A core that covers less than this on every slice has nothing left to vary after smoothing, mm².
CORE_MM2 = 60.0
#: Liver pixels needed to compare with.
LIVER_PIXELS = 200


def is_homogeneous(
    core: np.ndarray | None,
    codes: np.ndarray,
    hu: np.ndarray,
    spacing_mm: tuple[float, float, float],
) -> bool | None:
    """Whether the lesion's core varies no more than `UNEVEN_TIMES` the liver beside it.

    None where the core is too small or too little liver lies around it.

    Args:
        core: (z, y, x) bool from `core_region`, or None.
        codes, hu: mask codes and HU on the same voxels, which reach some way beyond the lesion.
    """
    ratio = unevenness(core, codes, hu, spacing_mm)
    return None if ratio is None else ratio <= UNEVEN_TIMES


def unevenness(
    core: np.ndarray | None,
    codes: np.ndarray,
    hu: np.ndarray,
    spacing_mm: tuple[float, float, float],
) -> float | None:
    """Spread of smoothed HU in the core over that in the liver on the same slices.

    Smoothing (`SMOOTHING_MM`) is normalised within the lesion and within the liver, so that
    neither leaks into the other. The lesion's spread is the standard deviation, which a rim, a
    septum or a necrotic centre raises; the liver's is 1.4826 times its median absolute deviation,
    which its vessels hardly raise. Arguments as for `is_homogeneous`.
    """
    if core is None:
        return None
    areas = core.sum(axis=(1, 2)) * spacing_mm[1] * spacing_mm[2]
    if areas.max() < CORE_MM2:
        return None
    planes = np.flatnonzero(areas)
    sigma = (0.0, *(SMOOTHING_MM / s for s in spacing_mm[1:]))
    values = hu[planes].astype(np.float32)
    liver = codes[planes] == LIVER_CODE
    inner = np.stack([_away_from_border(plane, spacing_mm[1:]) for plane in liver])
    if np.count_nonzero(inner) < LIVER_PIXELS:
        return None
    around = _smoothed_within(values, liver, sigma)[inner]
    usual = 1.4826 * float(np.median(np.abs(around - np.median(around))))
    own = float(_smoothed_within(values, core[planes], sigma)[core[planes]].std())
    return own / max(usual, 1.0)


def _away_from_border(plane: np.ndarray, spacing: tuple[float, float]) -> np.ndarray:
    return ndimage.distance_transform_edt(plane, sampling=spacing) > RIM_MM


def _smoothed_within(values: np.ndarray, where: np.ndarray, sigma: tuple) -> np.ndarray:
    weight = ndimage.gaussian_filter(where.astype(np.float32), sigma)
    return ndimage.gaussian_filter(np.where(where, values, 0), sigma) / np.maximum(weight, 1e-6)
