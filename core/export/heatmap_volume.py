"""A heatmap as a NIfTI volume on the CT's grid, marked as research use only."""

from __future__ import annotations

import nibabel
import numpy as np

from core.even_planes import even_planes
from core.export.analysis import nifti_image
from core.series import LPS_TO_RAS, Series


def heatmap_image(values: np.ndarray, series: Series, first_slice: int = 0) -> nibabel.Nifti1Image:
    """The heat (z, y, x) float32 as NIfTI: axes (column, row, slice), in its own unit.

    The heat of a whole series with uneven slices is laid onto even planes, as its segmentation is.

    Args:
        values: one or more neighbouring slices.
        first_slice: where in the CT the first of them lies; the affine says it.
    """
    values = values.astype(np.float32, copy=False)
    planes = even_planes(series)
    if planes is not None and len(values) == series.n_slices:
        return nifti_image(planes.lay(values), LPS_TO_RAS @ planes.affine_lps)
    affine = series.affine_lps.copy()
    if planes is None:
        affine[:3, 3] += first_slice * affine[:3, 2]
    else:
        affine[:3, 3] = series.slice_origins_mm[first_slice]
    return nifti_image(values, LPS_TO_RAS @ affine)
