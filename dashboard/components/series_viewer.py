"""What the slice viewers show of an open series: its volumes, published once, and its findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from dashboard.components.viewer.editing import annotation_data
from dashboard.components.viewer.facts import SeriesFacts, series_facts
from dashboard.components.viewer.findings import findings
from dashboard.components.viewer.mask import numbered_mask
from dashboard.components.viewer.others import others_data
from dashboard.services import model_agreement, readers_outlines
from dashboard.state import annotating, measuring
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

if TYPE_CHECKING:
    from core.annotation import Annotation
    from core.pipeline import Analysis


@dataclass(frozen=True)
class Heatmap:
    """A published heatmap and what it shows."""

    url: str
    label: str


def ct(opened: OpenSeries) -> str:
    """URL of the CT."""
    return opened.ct.show(opened.series.volume, opened.series.affine_ras)


def facts(opened: OpenSeries) -> SeriesFacts:
    """Where its slices lie, and what stands in the corner of the image, made once; and where its
    measurements are kept."""
    made = opened.viewer_facts.get(lambda: series_facts(opened.series))
    kept = measuring.address(opened.measured), opened.measured.revision
    return replace(made, measurements=kept)


def lesion_heatmap(opened: OpenSeries, analysis: Analysis | None) -> Heatmap | None:
    """The network's lesion probability of every voxel, 0 to 1 on every slice."""
    if analysis is None:
        return None
    published = opened.by(analysis.weights_sha256).lesion_probability
    url = published.show(analysis.lesion_probability, opened.series.affine_ras)
    return Heatmap(url, "Lesion probability")


def findings_of(opened: OpenSeries, analysis: Analysis) -> dict[str, object]:
    """What the analysis says, as the viewers take it, in the light of the other models that were
    run; made once."""
    state = opened.by(analysis.weights_sha256)
    return state.findings.of(analysis, lambda: findings(model_agreement.weighed(opened, analysis)))


def outlines(opened: OpenSeries, analysis: Analysis) -> str:
    """URL of the analysis's outlines."""
    state, series = opened.by(analysis.weights_sha256), opened.series
    mask = state.numbered_mask.of(
        analysis, lambda: numbered_mask(analysis.mask, analysis.numbers())
    )
    # Each has an address of its own: pages that show one or the other fetch nothing twice.
    published = state.corrected_outlines if analysis.is_corrected else state.outlines
    return published.show(mask, series.affine_ras)


def others(opened: OpenSeries) -> dict[str, object] | None:
    """What other systems found in it; None for nothing, and for a blind reader."""
    drawn, reports = opened.outlines_of_others, opened.brought.reports
    if opened.hides_model:
        return None
    url = None
    if drawn is not None:
        url = opened.reference_outlines.show(drawn.codes, opened.series.affine_ras)
    return others_data(opened.series, reports, drawn, url)


def editing(session: Session, opened: OpenSeries) -> dict[str, object]:
    """What the viewer must know to edit the outlines (js/annotation_data.ts)."""
    own, edited = opened.analysis(session.card), opened.edited
    readers_outlines.bring(edited, session.who)
    if own is None:
        edited.offer("none", None)
    else:
        edited.offer(own.weights_sha256, partial(_beginning, own))
    return annotation_data(opened, annotating.address(edited, session.who))


def _beginning(analysis: Analysis) -> Annotation:
    # Late: PyTorch is behind it, and is there once anything was analysed.
    from core.correction import from_analysis

    return from_analysis(analysis)
