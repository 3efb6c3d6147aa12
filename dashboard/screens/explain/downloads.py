"""The heatmap as files, made only when asked for, each marked as research use only."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import streamlit as st

from core.attribution import Explanation
from core.attribution.quality import Quality
from core.attribution.series_heat import SeriesHeat
from core.export.analysis import compressed
from core.export.explanation import explanation_report, overlay_png
from core.export.heatmap_volume import heatmap_image
from core.export.report import to_json
from core.models import Model
from core.series import Series
from dashboard.components import download
from dashboard.components.weakly import weakly

#: In the names of files whose format holds no text.
NOTICE = "research-use-only"


def show(
    explanation: Explanation,
    quality: Quality,
    series: Series,
    model: Model,
    whole: SeriesHeat | None,
    window: tuple[float, float],
) -> None:
    """The buttons; nothing is made before a click.

    Args:
        window: (width, level) in HU on the screen, which the picture has too.
    """
    stem = file_stem(explanation)
    files: list[tuple[str, str, str | None, Callable[[], str | bytes | None]]] = [
        (
            "PNG",
            f"{stem}.png",
            "image/png",
            weakly(overlay_png, explanation, series, window=window),
        ),
        ("npy", f"{stem}_{NOTICE}.npy", None, weakly(npy, explanation)),
        ("NIfTI", f"{stem}.nii.gz", "application/gzip", weakly(nifti, explanation, series)),
        (
            "JSON",
            f"{stem}.json",
            "application/json",
            weakly(report, explanation, quality, series, model),
        ),
    ]
    if whole is not None:
        name = f"grad_cam_{whole.target}_all-slices.nii.gz"
        files.append(
            ("NIfTI, all slices", name, "application/gzip", weakly(whole_nifti, whole, series))
        )
    with st.container(key="explain-files", horizontal=True):
        for label, name, mime, make in files:
            download.button(
                label, make, name, mime, of=series, key=f"explain-file-{label}", icon=None
            )


def file_stem(explanation: Explanation) -> str:
    """Slices are counted from 1 here, as on the page: "grad_cam_malignant_slice25"."""
    return f"{explanation.method}_{explanation.target}_slice{explanation.slice_index + 1}"


def npy(explanation: Explanation) -> bytes:
    """(y, x) float32 in the heatmap's own unit."""
    buffer = io.BytesIO()
    np.save(buffer, explanation.heatmap.astype(np.float32))
    return buffer.getvalue()


def nifti(explanation: Explanation, series: Series) -> bytes:
    """The one slice, at its place in the CT."""
    return compressed(heatmap_image(explanation.heatmap[None], series, explanation.slice_index))


def whole_nifti(whole: SeriesHeat, series: Series) -> bytes:
    """All slices, in the same unit as a single one."""
    return compressed(heatmap_image(whole.on_ct(), series))


def report(explanation: Explanation, quality: Quality, series: Series, model: Model) -> str:
    """As `explanation.json` of the command line, with all that was measured on the page."""
    return to_json(explanation_report(explanation, series, model, quality))
