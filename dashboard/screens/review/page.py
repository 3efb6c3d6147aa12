"""The Review page: the viewer on the series in view."""

from __future__ import annotations

import streamlit as st

from dashboard.components import series_viewer
from dashboard.components.fragment import fragment
from dashboard.components.read_blind.sentences import nothing_of_a_model
from dashboard.components.shell import shell
from dashboard.components.viewer import slice_viewer
from dashboard.components.viewer.presets import window_presets
from dashboard.screens.review import sentences
from dashboard.services import worklist
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

#: One per page, so that pages don't share zoom and tools.
KEY = "viewer-review"


@fragment
def show(session: Session, opened: OpenSeries) -> None:
    """Draw the viewer and remember the slice it rests on. A fragment: when the hand comes to rest
    on a slice, only this much is rerun."""
    series, card = opened.series, session.card
    # Before it is corrected, so that the viewer starts from it.
    own, annotation = opened.analysis(card), series_viewer.editing(session, opened)
    analysis = opened.shown(card)
    heatmap = series_viewer.lesion_heatmap(opened, analysis)
    marked = opened.by(analysis.weights_sha256).marked_lesion if analysis else None
    state = slice_viewer(
        key=KEY,
        volume_url=series_viewer.ct(opened),
        n_slices=series.n_slices,
        positions_mm=series.positions_mm,
        window_presets=window_presets(series.tags.window),
        mask_url=series_viewer.outlines(opened, own) if own else None,
        heatmap_url=heatmap.url if heatmap else None,
        heatmap_label=heatmap.label if heatmap else "",
        findings=series_viewer.findings_of(opened, analysis) if analysis else None,
        facts=series_viewer.facts(opened),
        annotation=annotation,
        jump=session.jumps.last(opened.position, marked),
        hint=nothing_of_a_model() if opened.hides_model else sentences.not_analysed(),
    )
    opened.position.saw(state.slice)
    shell.follow(session, "review-viewer")
    is_new = opened.edited.revision != opened.drawn_revision
    if is_new:
        worklist.keep_corrected(session, opened)
    if opened.drop_old_reports() or (is_new and own is not None):
        # Around the viewer, cautions may be others now, and a report may be offered for download.
        st.rerun()
