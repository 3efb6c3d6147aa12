"""The files of `python -m core analyze`."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nibabel
import numpy as np

from core import DISCLAIMER, sentences
from core.annotation.sentences import CORRECTED
from core.atomic_write import atomic_folder
from core.csv_table import csv_text
from core.errors import UsageError
from core.even_planes import even_planes
from core.export.report import (
    analysis_report,
    lesion_rows,
    slice_rows,
    to_json,
    volume_grid,
)
from core.pipeline import Analysis
from core.series import LPS_TO_RAS, Series
from core.vocabulary import SLICE, SLICE_INTERVALS, Quantity
from core.vocabulary.signal import lesion_quantities

SEGMENTATION = "segmentation.nii.gz"
#: A NIfTI header counts voxels along an axis in 16 bits.
MOST_ALONG_AXIS = 32767


def write_analysis(analysis: Analysis, out_dir: Path) -> list[Path]:
    """Write `analysis.json`, `slices.csv`, `lesions.csv` and `segmentation.nii.gz`.

    Returns:
        Their paths in `out_dir`.

    Raises:
        UsageError: `out_dir` can't be written to.
    """
    with atomic_folder(out_dir) as folder:
        write_values(analysis, folder)
        write_tables(analysis, folder)
        (folder / SEGMENTATION).write_bytes(segmentation_file(analysis))
        names = sorted(path.name for path in folder.iterdir())
    return [Path(out_dir) / name for name in names]


def write_values(analysis: Analysis, folder: Path) -> None:
    """`analysis.json` into `folder`, which is there."""
    text = to_json(analysis_report(analysis))
    (folder / "analysis.json").write_text(text, encoding="utf-8")


def write_tables(analysis: Analysis, folder: Path) -> None:
    """`slices.csv` and `lesions.csv` into `folder`, which is there."""
    for name, make in (("slices.csv", slices_csv), ("lesions.csv", lesions_csv)):
        (folder / name).write_text(make(analysis), encoding="utf-8", newline="")


def slices_csv(analysis: Analysis) -> str:
    """`slices.csv`: one row per slice, with columns for the intervals only where there are any."""
    intervals = () if analysis.slice_interval is None else SLICE_INTERVALS
    return _csv((*SLICE, *intervals), slice_rows(analysis), analysis)


def lesions_csv(analysis: Analysis) -> str:
    """`lesions.csv`: one row per lesion, the largest first."""
    return _csv(lesion_quantities(analysis.series.unit), lesion_rows(analysis), analysis)


def _csv(quantities: Sequence[Quantity], rows: Sequence[dict[str, Any]], analysis: Analysis) -> str:
    """With a column that says whose the outlines are, where a reader corrected them, and one that
    says why the series is not assessable, where it is not."""
    marks = {"outlines": CORRECTED} if analysis.is_corrected else {}
    if analysis.patient.reasons:
        marks["reasons"] = " ".join(analysis.patient.reasons)
    keys = [one.key for one in quantities]
    return csv_text([*keys, *marks], [{**row, **marks} for row in rows])


def segmentation_file(analysis: Analysis) -> bytes:
    """`segmentation.nii.gz`: liver and lesions, as `segmentation_image` lays them.

    Raises:
        UsageError: there are more planes than a NIfTI file can count.
    """
    obstacle = segmentation_obstacle(analysis.series)
    if obstacle:
        raise UsageError(obstacle)
    image = segmentation_image(analysis.mask, analysis.series)
    if analysis.is_corrected:
        image.header["descrip"] = f"LiverLens, {CORRECTED}. {DISCLAIMER}".encode()
    return compressed(image)


def segmentation_obstacle(series: Series) -> str:
    """Why there can be no `segmentation.nii.gz` of that series, in a sentence; "" if there can."""
    size = max(volume_grid(series)["n_planes"], *series.volume.shape[1:])
    return sentences.too_large_for_nifti(size, MOST_ALONG_AXIS) if size > MOST_ALONG_AXIS else ""


def compressed(image: nibabel.Nifti1Image) -> bytes:
    """The image as a `.nii.gz` file; the same image gives the same bytes at any time."""
    return gzip.compress(image.to_bytes(), compresslevel=4, mtime=0)


def segmentation_image(mask: np.ndarray, series: Series) -> nibabel.Nifti1Image:
    """The mask (z, y, x) as NIfTI: uint8, axes (column, row, slice), RAS mm.

    On the CT's own grid; unevenly spaced slices are laid onto even planes (`core.even_planes`), so
    that everything lies where it is in the patient.
    """
    planes = even_planes(series)
    if planes is not None:
        mask = planes.lay(mask)
    affine = series.affine_ras if planes is None else LPS_TO_RAS @ planes.affine_lps
    return nifti_image(mask, affine)


def nifti_image(values: np.ndarray, affine_ras: np.ndarray) -> nibabel.Nifti1Image:
    """(z, y, x) values as NIfTI with axes (column, row, slice), marked as research use only."""
    image = nibabel.Nifti1Image(np.ascontiguousarray(values.transpose(2, 1, 0)), affine_ras)
    image.set_sform(affine_ras, code="scanner")
    # A quaternion can't hold the shear of a tilted gantry: then only the sform is valid.
    axes = affine_ras[:3, :3] / np.linalg.norm(affine_ras[:3, :3], axis=0)
    square = np.allclose(axes.T @ axes, np.eye(3), atol=1e-4)
    image.set_qform(affine_ras, code="scanner" if square else "unknown")
    image.header.set_xyzt_units("mm")
    image.header["descrip"] = f"LiverLens. {DISCLAIMER}".encode()
    return image
