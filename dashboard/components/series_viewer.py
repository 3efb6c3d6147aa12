"""The slice viewer with what the session knows: volumes published once, the slice shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.components.viewer import slice_viewer
from dashboard.components.viewer.findings import findings
from dashboard.components.viewer.mask import numbered_mask
from dashboard.components.viewer.presets import window_presets
from dashboard.services import model_agreement
from dashboard.state.open_series import Entry
from dashboard.state.session import Session

if TYPE_CHECKING:
    from core.pipeline import Analysis


@dataclass(frozen=True)
class Heatmap:
    """A published heatmap and what it shows."""

    url: str
    label: str


def show(
    session: Session,
    entry: Entry,
    analysis: Analysis | None,
    heatmap: Heatmap | None,
    *,
    key: str,
    **options,
) -> int:
    """Draw the viewer on the series in view and remember the slice it rests on.

    Args:
        key: one a page, so that pages don't share zoom and tools.
        options: passed on to `slice_viewer`.

    Returns:
        Index of the slice in view.
    """
    series = entry.series
    state = slice_viewer(
        key=key,
        volume_url=session.publish((entry.digest, "ct"), series.volume, series.affine_ras, "ct"),
        n_slices=series.n_slices,
        positions_mm=series.positions_mm,
        window_presets=window_presets(series.tags.window),
        mask_url=outlines(session, entry, analysis) if analysis else None,
        heatmap_url=heatmap.url if heatmap else None,
        heatmap_label=heatmap.label if heatmap else "",
        findings=findings_of(session, entry, analysis) if analysis else None,
        jump={
            **session.places.last_jump(entry),
            "lesion": session.marked.get((entry.digest, analysis.weights_sha256))
            if analysis
            else None,
        },
        **options,
    )
    session.places.saw(entry, state.slice)
    return state.slice


@st.fragment
def review(session: Session, entry: Entry) -> None:
    """The viewer of the Review page. A fragment: when the hand comes to rest on a slice, only this
    much is rerun."""
    analysis = session.analysis(entry, session.card)
    show(session, entry, analysis, lesion_heatmap(session, entry, analysis), key="viewer-review")


def lesion_heatmap(session: Session, entry: Entry, analysis: Analysis | None) -> Heatmap | None:
    """The network's lesion probability of every voxel, 0 to 1 on every slice."""
    if analysis is None:
        return None
    key = (entry.digest, analysis.weights_sha256, "lesion probability")
    affine = entry.series.affine_ras
    url = session.publish(key, analysis.lesion_probability, affine, "heatmap")
    return Heatmap(url, "Lesion probability")


def findings_of(session: Session, entry: Entry, analysis: Analysis) -> dict[str, object]:
    """What the analysis says, as the viewers take it, in the light of the other models that were
    run; made once."""
    beside = [other.weights_sha256 for other in model_agreement.others(session, entry, analysis)]
    key = (entry.digest, analysis.weights_sha256, "findings", *beside)
    return session.derived(key, lambda: findings(model_agreement.weighed(session, entry, analysis)))


def outlines(session: Session, entry: Entry, analysis: Analysis) -> str:
    """URL of the analysis's outlines."""
    key = (entry.digest, analysis.weights_sha256, "outlines")
    mask = session.derived(key, lambda: numbered_mask(analysis.mask, entry.series))
    return session.publish(key, mask, entry.series.affine_ras, "labels")
