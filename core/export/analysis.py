"""The files of `python -m core analyze`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import nibabel
import numpy as np

from core import DISCLAIMER
from core.atomic_write import atomic_folder
from core.export.report import analysis_report, lesion_rows, slice_rows, to_json
from core.labels import SLICE_CLASSES
from core.pipeline import Analysis
from core.series import Series

_SLICE_COLUMNS = (
    "index",
    "position_mm",
    "p_normal",
    "p_benign",
    "p_malignant",
    "liver_area_mm2",
    "lesion_area_mm2",
)
_LESION_COLUMNS = (
    "id",
    "label",
    "volume_ml",
    "diameter_mm",
    "short_axis_mm",
    "mean_hu",
    "sd_hu",
    "slice_first",
    "slice_last",
    "slice_largest",
    "centroid_mm",
    "probability",
    "p_malignant",
    "core_hu",
    "margin",
    "margin_hu_per_mm",
    "margin_width_mm",
    "homogeneous",
    "attenuation",
    "edge_distance_mm",
    "touches_edge",
    "descriptors",
)


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
    _write_csv(folder / "slices.csv", slice_columns(analysis), slice_rows(analysis))
    _write_csv(folder / "lesions.csv", _LESION_COLUMNS, lesion_rows(analysis))


def slice_columns(analysis: Analysis) -> tuple[str, ...]:
    """Columns of `slices.csv`: those of the intervals only where there are intervals."""
    if analysis.slice_interval is None:
        return _SLICE_COLUMNS
    ends = (f"p_{name}_{end}" for name in SLICE_CLASSES for end in ("low", "high"))
    return (*_SLICE_COLUMNS, *ends)


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


def _write_csv(path: Path, columns: tuple[str, ...], rows: list[dict]) -> None:
    """A header line even without rows; a list or a truth value becomes its JSON text, None ""."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {k: json.dumps(v) if isinstance(v, list | bool) else v for k, v in row.items()}
            )
