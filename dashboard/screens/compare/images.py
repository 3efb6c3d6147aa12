"""The linked images, one per model, and the reference beside them where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.comparison import Comparison
from core.models import ModelCard
from dashboard.components import series_viewer
from dashboard.components.charts.palette import Look
from dashboard.components.shell import shell
from dashboard.components.viewer import Pane, linked_viewers, presets_of
from dashboard.screens.compare import choice
from dashboard.screens.compare.heat import pane_heat
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

KEY = "viewer-compare"


def show(
    session: Session,
    opened: OpenSeries,
    cards: Sequence[ModelCard],
    looks: Mapping[str, Look],
    heat: str,
) -> int:
    """Draw them; returns the index of the slice in view.

    Args:
        heat: which heatmap, one of the labels of `choice.heatmap`.
    """
    series = opened.series
    state = linked_viewers(
        key=KEY,
        volume_url=series_viewer.ct(opened),
        n_slices=series.n_slices,
        positions_mm=series.positions_mm,
        panes=[
            *(model_pane(session, opened, card, looks[card.name], heat) for card in cards),
            *reference_panes(opened),
        ],
        window_presets=presets_of(series),
        facts=series_viewer.facts(opened),
        jump=session.jumps.last(opened.position),
        reference=None if opened.reference is None else opened.reference.slice_codes,
    )
    opened.position.saw(state.slice)
    shell.follow(session, "compare-viewer")
    return state.slice


def model_pane(
    session: Session, opened: OpenSeries, card: ModelCard, look: Look, heat: str
) -> Pane:
    """One model's image, with what it outlined once it has analysed the series."""
    analysis = opened.analysis(card)
    if analysis is None:
        note = "not analysed yet" if opened.job(card) is None else "under way"
        return Pane(card.name, look.colour, note=note)
    over = pane_heat(session, opened, card, heat)
    return Pane(
        title=card.name,
        colour=look.colour,
        note=over.why_not or ("stored result" if choice.stored(opened, [card]) else ""),
        mask_url=series_viewer.outlines(opened, analysis),
        heatmap_url=over.url,
        heatmap_label=over.label,
        heatmap_scale=over.scale,
        findings=series_viewer.findings_of(opened, analysis),
    )


def reference_panes(opened: OpenSeries) -> list[Pane]:
    """The reference mask on the CT, if one was loaded."""
    reference = opened.reference
    if reference is None:
        return []
    url = opened.reference_outlines.show(reference.codes, opened.series.affine_ras)
    return [Pane("Reference", note=reference.name, mask_url=url, is_reference=True)]


def differing(comparison: Comparison | None) -> list[int]:
    """Indices of the slices to which the models give different classes."""
    if comparison is None:
        return []
    return [one.slice_index for one in comparison.disagreements if one.classes_differ]
