"""A heatmap as a NIfTI volume on the CT's grid, marked as research use only."""

from __future__ import annotations

import nibabel
import numpy as np

from core.export.analysis import segmentation_image
from core.series import Series


def heatmap_image(values: np.ndarray, series: Series, first_slice: int = 0) -> nibabel.Nifti1Image:
    """The heat (z, y, x) float32 as NIfTI: axes (column, row, slice), in its own unit.

    Args:
        values: one or more neighbouring slices.
        first_slice: where in the CT the first of them lies; the affine says it.
    """
    # The same header as the segmentation's, whose geometry and notice it shares.
    like = segmentation_image(np.zeros((1, 1, 1), np.uint8), series)
    affine = like.affine.copy()
    affine[:3, 3] += first_slice * affine[:3, 2]
    image = nibabel.Nifti1Image(
        np.ascontiguousarray(values.transpose(2, 1, 0), dtype=np.float32), affine
    )
    image.set_sform(affine, code="scanner")
    image.set_qform(affine, code=int(like.header["qform_code"]))
    image.header.set_xyzt_units("mm")
    image.header["descrip"] = like.header["descrip"]
    return image
