"""The slice viewer with what the session knows: volumes published once, the slice shared."""

from __future__ import annotations

from core.pipeline import Analysis
from dashboard.findings import findings
from dashboard.session import Session
from dashboard.shelf import Entry
from dashboard.viewer import slice_viewer
from dashboard.viewer.mask import numbered_mask
from dashboard.viewer.presets import window_presets


def show(
    session: Session,
    entry: Entry,
    analysis: Analysis | None,
    *,
    key: str,
    heatmap_url: str | None = None,
    heatmap_label: str = "",
    **options,
) -> int:
    """Draw the viewer on the series in view and remember the slice it rests on.

    Args:
        key: one a page, so that pages don't share zoom and tools.
        heatmap_url: from `Session.publish`; without one, the network's lesion probability is laid
            over the slices as soon as there is an analysis.
        options: passed on to `slice_viewer`.

    Returns:
        Index of the slice in view.
    """
    series = entry.series
    affine = series.affine_ras
    mask_url = None
    if analysis is not None:
        mask_url = session.publish(
            (entry.digest, analysis.weights_sha256, "mask"),
            session.derived(
                (entry.digest, analysis.weights_sha256, "mask"),
                lambda: numbered_mask(analysis.mask, analysis.lesions, series),
            ),
            affine,
            "labels",
        )
        if heatmap_url is None:
            heatmap_label = "Lesion probability"
            heatmap_url = session.publish(
                (entry.digest, analysis.weights_sha256, "lesions"),
                analysis.lesion_probability,
                affine,
                "heatmap",
            )
    state = slice_viewer(
        key=key,
        volume_url=session.publish((entry.digest, "ct"), series.volume, affine, "ct"),
        n_slices=series.n_slices,
        positions_mm=series.positions_mm,
        window_presets=window_presets(series.tags.window),
        mask_url=mask_url,
        heatmap_url=heatmap_url,
        heatmap_label=heatmap_label,
        findings=findings(analysis) if analysis is not None else None,
        jump={"slice": session.slice_of(entry), "nonce": session.jump_nonce},
        **options,
    )
    session.saw(entry, state.slice)
    return state.slice
