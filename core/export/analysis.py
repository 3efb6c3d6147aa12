"""The files of `python -m core analyze`."""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np

from core import DISCLAIMER
from core.atomic_write import atomic_folder
from core.csv_table import csv_text
from core.export.report import analysis_report, lesion_rows, slice_rows, to_json
from core.pipeline import Analysis
from core.series import Series
from core.vocabulary import LESION, SLICE, SLICE_INTERVALS


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
        nibabel.save(
            segmentation_image(analysis.mask, analysis.series), folder / "segmentation.nii.gz"
        )
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
    return csv_text([one.key for one in (*SLICE, *intervals)], slice_rows(analysis))


def lesions_csv(analysis: Analysis) -> str:
    """`lesions.csv`: one row per lesion, the largest first."""
    return csv_text([one.key for one in LESION], lesion_rows(analysis))


def segmentation_image(mask: np.ndarray, series: Series) -> nibabel.Nifti1Image:
    """The mask (z, y, x) as NIfTI: uint8, axes (column, row, slice), the CT's affine in RAS mm."""
    affine = series.affine_ras
    image = nibabel.Nifti1Image(np.ascontiguousarray(mask.transpose(2, 1, 0)), affine)
    image.set_sform(affine, code="scanner")
    # A quaternion can't hold the shear of a tilted gantry: then only the sform is valid.
    axes = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    square = np.allclose(axes.T @ axes, np.eye(3), atol=1e-4)
    image.set_qform(affine, code="scanner" if square else "unknown")
    image.header.set_xyzt_units("mm")
    image.header["descrip"] = f"LiverLens. {DISCLAIMER}".encode()
    return image
