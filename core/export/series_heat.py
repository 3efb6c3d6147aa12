"""The files of `python -m core explain --whole-series`."""

from __future__ import annotations

from pathlib import Path

import nibabel

from core import DISCLAIMER, __version__
from core.atomic_write import atomic_folder
from core.attribution import SeriesHeat
from core.export.heatmap_volume import heatmap_image
from core.export.report import to_json, volume_grid
from core.models import Model
from core.series import Series


def write_series_heat(heat: SeriesHeat, series: Series, model: Model, out_dir: Path) -> list[Path]:
    """Write `heatmap.nii.gz` (float32, raw, on the grid of a segmentation) and `explanation.json`.

    Returns:
        Their paths in `out_dir`.

    Raises:
        UsageError: `out_dir` can't be written to.
    """
    with atomic_folder(out_dir) as folder:
        nibabel.save(heatmap_image(heat.on_ct(), series), folder / "heatmap.nii.gz")
        (folder / "explanation.json").write_text(
            to_json(series_heat_report(heat, series, model)), encoding="utf-8"
        )
        names = sorted(path.name for path in folder.iterdir())
    return [Path(out_dir) / name for name in names]


def series_heat_report(heat: SeriesHeat, series: Series, model: Model) -> dict:
    """The content of `explanation.json` for a whole series."""
    return {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "series": {"uid": series.uid, "n_slices": series.n_slices},
        "model": {
            "name": model.name,
            "backbone": model.backbone,
            "weights_sha256": model.weights_sha256,
        },
        "slices": [0, series.n_slices - 1],
        "heatmap": volume_grid(series),
        "method": heat.parameters["method"],
        "target": heat.target,
        "parameters": heat.parameters,
        "scale": heat.scale,
    }
