"""An annotation as NIfTI: each voxel holds its finding's number plus one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core import DISCLAIMER
from core.annotation.sentences import CORRECTED
from core.annotation_files.made import Made
from core.annotation_files.table import FILE_NAME as TABLE
from core.annotation_files.table import annotation_json
from core.atomic_write import atomic_folder
from core.dicom.label_map import LabelMap, lies_on, on_grid_of
from core.errors import UsageError
from core.even_planes import even_planes
from core.export.analysis import compressed, segmentation_image, segmentation_obstacle
from core.series import Series

FILE_NAME = "annotation.nii.gz"


def write_nifti(made: Made, series: Series, out_dir: Path) -> list[Path]:
    """Write `annotation.nii.gz` and `annotation.json` into `out_dir`, both or none.

    Raises:
        UsageError: the folder can't be written to, or there are more planes than a file can count.
    """
    content = nifti_file(made, series)
    with atomic_folder(out_dir) as folder:
        (folder / FILE_NAME).write_bytes(content)
        (folder / TABLE).write_text(annotation_json(made, series), encoding="utf-8")
    return [Path(out_dir) / FILE_NAME, Path(out_dir) / TABLE]


def nifti_file(made: Made, series: Series) -> bytes:
    """The `.nii.gz`: uint8 on the CT's own grid, or on even planes (`core.even_planes`)."""
    obstacle = segmentation_obstacle(series)
    if obstacle:
        raise UsageError(obstacle)
    image = segmentation_image(made.annotation.voxels, series)
    image.header["descrip"] = f"LiverLens, {CORRECTED}. {DISCLAIMER}".encode()
    return compressed(image)


def voxels_of(labels: LabelMap, series: Series) -> np.ndarray | None:
    """(z, y, x) the values on the slices of `series`, as `nifti_file` laid them; None where the
    file lies on another grid."""
    planes = even_planes(series)
    if planes is None:
        return on_grid_of(labels, series, "the CT") if lies_on(labels, series) else None
    laid = labels.codes
    same_size = laid.shape == (len(planes.sources), *series.volume.shape[1:])
    if not same_size or not np.allclose(labels.affine_lps, planes.affine_lps, atol=1e-2):
        return None
    return planes.take_back(laid, series.n_slices)
