"""The viewer of the page: the slice under its heatmap, other methods small below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.attribution import METHODS
from dashboard.components import series_viewer
from dashboard.components.shell import shell
from dashboard.components.viewer import SmallView, ViewerState, slice_viewer
from dashboard.components.viewer.presets import presets_of
from dashboard.screens.explain import heat, whole_series
from dashboard.screens.explain.question import target_name
from dashboard.state.explanations import Answer, Asked, Failure, Question
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.volumes import slice_affine


def show(
    session: Session, opened: OpenSeries, asked: Asked, beside: Sequence[Asked]
) -> ViewerState:
    """Draw it with what is known by now; the image never waits for a heatmap.

    Args:
        beside: the small views; empty for none.
    """
    series = opened.series
    analysis = opened.analysis(session.card)
    state = slice_viewer(
        key="viewer-explain",
        volume_url=series_viewer.ct(opened),
        n_slices=series.n_slices,
        positions_mm=series.positions_mm,
        window_presets=presets_of(series),
        mask_url=series_viewer.outlines(opened, analysis) if analysis else None,
        findings=series_viewer.findings_of(opened, analysis) if analysis else None,
        small_views=[_small(opened, one, is_large=one == asked) for one in beside],
        panel=False,
        facts=series_viewer.facts(opened),
        jump=session.jumps.last(opened.position),
        **_heat(opened, asked),
    )
    opened.position.saw(state.slice)
    shell.follow(session, "explain-viewer")
    return state


def _heat(opened: OpenSeries, asked: Asked) -> dict[str, Any]:
    """The heatmap as arguments of the viewer: that of all slices, else that of this one."""
    whole = whole_series.found(opened, asked.question)
    if whole is not None:
        return {
            "heatmap_url": opened.heat.published.show(whole.volume, opened.series.affine_ras),
            "heatmap_label": _label(asked.question),
            "heatmap_scale": whole_series.scale(whole),
        }
    answer = opened.explanations.get(asked)
    if not isinstance(answer, Answer):
        return {}
    return {
        "heatmap_url": _publish(opened, answer),
        "heatmap_label": heat.label(answer.explanation),
        "heatmap_scale": heat.heat_scale(answer.explanation),
    }


def _label(question: Question) -> str:
    return f"{METHODS[question.method].title}, {target_name(question.target)}"


def _small(opened: OpenSeries, asked: Asked, *, is_large: bool) -> SmallView:
    answer = opened.explanations.get(asked)
    url, note, signed = None, "…", False
    if isinstance(answer, Answer):
        url = _publish(opened, answer)
        note, signed = "", answer.explanation.signed
    elif isinstance(answer, Failure):
        note = "cancelled" if answer.cancelled else "not possible"
    method = asked.question.method
    return SmallView(method, METHODS[method].title, url, signed, note, is_large)


def _publish(opened: OpenSeries, answer: Answer) -> str:
    """URL of the heatmap; the last one by the same method makes room for it."""
    explanation = answer.explanation
    affine = slice_affine(opened.series.affine_ras, explanation.slice_index)
    return opened.explanations.published(explanation.method).show(answer.volume, affine)
