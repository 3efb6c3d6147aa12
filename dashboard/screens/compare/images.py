"""The linked images, one a model, and the reference beside them where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.comparison import Comparison
from core.models import ModelCard
from dashboard.components import series_viewer
from dashboard.components.charts.palette import Look
from dashboard.components.viewer import Pane, linked_viewers, window_presets
from dashboard.screens.compare.heat import pane_heat
from dashboard.state.open_series import Entry
from dashboard.state.session import Session

KEY = "viewer-compare"


def show(
    session: Session,
    entry: Entry,
    cards: Sequence[ModelCard],
    looks: Mapping[str, Look],
    heat: str,
) -> int:
    """Draw them; returns the index of the slice in view.

    Args:
        heat: which heatmap, one of the labels of `choice.heatmap`.
    """
    series = entry.series
    state = linked_viewers(
        key=KEY,
        volume_url=session.publish((entry.digest, "ct"), series.volume, series.affine_ras, "ct"),
        n_slices=series.n_slices,
        positions_mm=series.positions_mm,
        panes=[
            *(model_pane(session, entry, card, looks[card.name], heat) for card in cards),
            *reference_panes(session, entry),
        ],
        window_presets=window_presets(series.tags.window),
        jump=session.places.last_jump(entry),
    )
    session.places.saw(entry, state.slice)
    return state.slice


def model_pane(session: Session, entry: Entry, card: ModelCard, look: Look, heat: str) -> Pane:
    """One model's image, with what it outlined once it has analysed the series."""
    analysis = session.analysis(entry, card)
    if analysis is None:
        return Pane(card.name, look.colour, note=_not_yet(session, entry, card))
    over = pane_heat(session, entry, card, heat)
    return Pane(
        title=card.name,
        colour=look.colour,
        note=over.why_not,
        mask_url=series_viewer.outlines(session, entry, analysis),
        heatmap_url=over.url,
        heatmap_label=over.label,
        heatmap_scale=over.scale,
        findings=series_viewer.findings_of(session, entry, analysis),
    )


def _not_yet(session: Session, entry: Entry, card: ModelCard) -> str:
    return "not analysed yet" if session.job(entry, card) is None else "under way"


def reference_panes(session: Session, entry: Entry) -> list[Pane]:
    """The reference mask on the CT, if one was loaded."""
    reference = session.references.get(entry.digest)
    if reference is None:
        return []
    affine = entry.series.affine_ras
    url = session.publish((entry.digest, "reference"), reference.codes, affine, "labels")
    return [Pane("Reference", note=reference.name, mask_url=url)]


def differing(comparison: Comparison | None) -> list[int]:
    """Indices of the slices to which the models give different classes."""
    if comparison is None:
        return []
    return [one.slice_index for one in comparison.disagreements if one.classes_differ]
