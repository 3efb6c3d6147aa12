"""The files of `python -m core explain`."""

from __future__ import annotations

import io
from dataclasses import asdict
from pathlib import Path

import nibabel
import numpy as np
from PIL import Image, ImageDraw, PngImagePlugin

from core import DISCLAIMER, __version__
from core.atomic_write import atomic_folder
from core.attribution import Explanation
from core.attribution.quality import Quality, quality_report
from core.calm import slice_for_window
from core.export.heatmap_volume import heatmap_image
from core.export.report import to_json
from core.labels import SLICE_CLASSES
from core.liver_window import opening_window
from core.models import Model
from core.preprocessing import InPlaneOrientation
from core.series import Series

#: Opacity of full heat; less heat is proportionally fainter.
OPACITY = 0.65
#: Dark red over orange to pale yellow, at even steps of heat.
_COLOURS = np.array([(0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164)])
#: Dark blue over azure to pale cyan: evidence against.
_COLD_COLOURS = np.array([(0, 0, 4), (16, 42, 110), (24, 96, 188), (60, 170, 240), (190, 244, 255)])
_FOOTER_PIXELS = 18


def write_explanation(
    explanation: Explanation,
    series: Series,
    model: Model,
    out_dir: Path,
    quality: Quality | None = None,
    *,
    nifti: bool = False,
    window: tuple[float, float] | None = None,
) -> list[Path]:
    """Write `heatmap.npy`, `overlay.png` and `explanation.json`.

    Args:
        quality: how far the heatmap can be trusted, where that was measured.
        nifti: write `heatmap.nii.gz` too, a volume of one slice that lies where it is in the CT.
        window: (width, level) of the overlay, in the unit of the values; None for that of
            `liver_window`.

    Returns:
        Their paths in `out_dir`.

    Raises:
        UsageError: `out_dir` can't be written to.
    """
    with atomic_folder(out_dir) as folder:
        np.save(folder / "heatmap.npy", explanation.heatmap.astype(np.float32))
        (folder / "overlay.png").write_bytes(overlay_png(explanation, series, window))
        if nifti:
            volume = explanation.heatmap[None].astype(np.float32)
            nibabel.save(
                heatmap_image(volume, series, explanation.slice_index), folder / "heatmap.nii.gz"
            )
        (folder / "explanation.json").write_text(
            to_json(explanation_report(explanation, series, model, quality)), encoding="utf-8"
        )
        names = sorted(path.name for path in folder.iterdir())
    return [Path(out_dir) / name for name in names]


def explanation_report(
    explanation: Explanation, series: Series, model: Model, quality: Quality | None = None
) -> dict:
    """The content of `explanation.json`; `quality` adds its measures to those of the overlap."""
    return {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "series": {"uid": series.uid, "n_slices": series.n_slices},
        "model": {
            "name": model.name,
            "backbone": model.backbone,
            "weights_sha256": model.weights_sha256,
        },
        "slice": explanation.slice_index,
        "method": explanation.method,
        "target": explanation.target,
        "parameters": explanation.parameters,
        "scale": explanation.scale,
        "scale_estimated_from_slices": explanation.scale_estimated_from,
        "signed": explanation.signed,
        "convergence_delta": explanation.convergence_delta,
        "probabilities": {
            name: round(float(p), 6)
            for name, p in zip(SLICE_CLASSES, explanation.probabilities, strict=True)
        },
        "quality": asdict(explanation.overlap) | (quality_report(quality) if quality else {}),
    }


def overlay_png(
    explanation: Explanation, series: Series, window: tuple[float, float] | None = None
) -> bytes:
    """`overlay_image` as PNG; its text holds the notice and the window."""
    window = window or opening_window(series)
    text = PngImagePlugin.PngInfo()
    text.add_text("Disclaimer", DISCLAIMER)
    text.add_text("Window", "W {:g} L {:g}".format(*window))
    buffer = io.BytesIO()
    overlay_image(explanation, series, window).save(buffer, format="PNG", pnginfo=text)
    return buffer.getvalue()


def overlay_image(
    explanation: Explanation, series: Series, window: tuple[float, float] | None = None
) -> Image.Image:
    """The slice in the radiological view under the heatmap, square pixels, with the notice.

    Colour and opacity run from 0 to `Explanation.scale`, not to the slice's own maximum; evidence
    against the score, where a method gives it, is blue.

    Args:
        window: (width, level) in the unit of the values; greys run from `level - width / 2` to
            `level + width / 2`. None for that of `liver_window`.
    """
    view = InPlaneOrientation.of(series)
    width, level = window or opening_window(series)
    plane = slice_for_window(series, explanation.slice_index, width)
    ct = view.to_radiological(plane).astype(np.float32)
    heat = np.clip(view.to_radiological(explanation.heatmap) / explanation.scale, -1.0, 1.0)
    grey = np.clip((ct - (level - width / 2)) / width, 0.0, 1.0)[..., None] * 255
    alpha = OPACITY * np.abs(heat)[..., None]
    picture = Image.fromarray(np.rint(grey * (1 - alpha) + colours(heat) * alpha).astype(np.uint8))
    return _with_notice(_square_pixels(picture, series, view))


def colours(heat: np.ndarray) -> np.ndarray:
    """Heat in -1..1, any shape -> (..., 3) float RGB 0..255."""
    stops = np.linspace(0.0, 1.0, len(_COLOURS))
    warm, cold = (
        np.stack([np.interp(np.abs(heat), stops, channel) for channel in palette.T], axis=-1)
        for palette in (_COLOURS, _COLD_COLOURS)
    )
    return np.where((heat < 0)[..., None], cold, warm)


def _square_pixels(picture: Image.Image, series: Series, view: InPlaneOrientation) -> Image.Image:
    """Stretched along the coarser direction where rows and columns differ in mm."""
    row_mm, column_mm = series.spacing_mm[1:]
    if view.transpose:
        row_mm, column_mm = column_mm, row_mm
    finest = min(row_mm, column_mm)
    size = (
        round(picture.width * column_mm / finest),
        round(picture.height * row_mm / finest),
    )
    return picture if size == picture.size else picture.resize(size, Image.Resampling.BILINEAR)


def _with_notice(picture: Image.Image) -> Image.Image:
    framed = Image.new("RGB", (picture.width, picture.height + _FOOTER_PIXELS))
    framed.paste(picture, (0, 0))
    ImageDraw.Draw(framed).text((6, picture.height + 3), DISCLAIMER, fill=(170, 170, 170))
    return framed
