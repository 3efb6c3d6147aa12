"""The phantom's truth as a NIfTI label volume."""

from __future__ import annotations

from pathlib import Path

import nibabel as nib
import numpy as np

from core.phantom.build import Phantom


def write_truth(phantom: Phantom, path: str | Path) -> Path:
    """Save the exact mask as NIfTI (.nii or .nii.gz), uint8 codes of `core.labels`, RAS mm.

    The grid is the CT's own, axes (x, y, z) as in `segmentation.nii.gz` of an analysis.
    """
    path = Path(path)
    image = nib.Nifti1Image(
        np.ascontiguousarray(phantom.mask.transpose(2, 1, 0)), phantom.series.affine_ras
    )
    image.header.set_xyzt_units("mm")
    nib.save(image, path)
    return path
