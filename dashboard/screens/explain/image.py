"""The viewer of the page: the slice under its heatmap, other methods small below."""

from __future__ import annotations

import numpy as np

from core.attribution import METHODS
from dashboard.components import series_viewer
from dashboard.components.viewer import HeatScale, SmallView, ViewerState, slice_viewer
from dashboard.components.viewer.presets import window_presets
from dashboard.screens.explain import heat
from dashboard.screens.explain.answers import Answer, Answers, Failure, Key
from dashboard.screens.explain.question import Question, target_name
from dashboard.state.open_series import Entry
from dashboard.state.session import Session
from dashboard.state.volumes import slice_affine


def show(
    session: Session,
    entry: Entry,
    key: Key,
    beside: list[Key],
    answers: Answers,
    whole: tuple[np.ndarray, HeatScale] | None,
) -> ViewerState:
    """Draw it with what is known by now; the image never waits for a heatmap.

    Args:
        beside: the small views; empty for none.
        whole: (z, y, x) uint8 heat of all slices by the chosen method, if it was computed.
    """
    series = entry.series
    analysis = session.analysis(entry, session.card)
    options = _heat_of_all(session, entry, key.question, whole) if whole else {}
    answer = answers.get(key)
    if not options and isinstance(answer, Answer):
        explanation = answer.explanation
        options = {
            "heatmap_url": _publish(session, entry, answer),
            "heatmap_label": heat.label(explanation),
            "heatmap_scale": heat.heat_scale(explanation),
        }
    state = slice_viewer(
        key="viewer-explain",
        volume_url=session.publish((entry.digest, "ct"), series.volume, series.affine_ras, "ct"),
        n_slices=series.n_slices,
        positions_mm=series.positions_mm,
        window_presets=window_presets(series.tags.window),
        mask_url=series_viewer.outlines(session, entry, analysis) if analysis else None,
        findings=series_viewer.findings_of(session, entry, analysis) if analysis else None,
        small_views=[_small(session, entry, k, answers, k == key) for k in beside],
        panel=False,
        jump=session.places.last_jump(entry),
        **options,
    )
    session.places.saw(entry, state.slice)
    return state


def _heat_of_all(
    session: Session, entry: Entry, question: Question, whole: tuple[np.ndarray, HeatScale]
) -> dict[str, object]:
    volume, scale = whole
    key = (entry.digest, "explain", "all slices")
    return {
        "heatmap_url": session.publish(key, volume, entry.series.affine_ras, "heatmap"),
        "heatmap_label": f"{METHODS[question.method].title}, {target_name(question.target)}",
        "heatmap_scale": scale,
    }


def _small(session: Session, entry: Entry, key: Key, answers: Answers, is_large: bool) -> SmallView:
    answer = answers.get(key)
    url, note, signed = None, "…", False
    if isinstance(answer, Answer):
        url = _publish(session, entry, answer)
        note, signed = "", answer.explanation.signed
    elif isinstance(answer, Failure):
        note = "called off" if answer.cancelled else "can't"
    title = METHODS[key.question.method].title
    return SmallView(key.question.method, title, url, signed, note, is_large)


def _publish(session: Session, entry: Entry, answer: Answer) -> str:
    """URL of the heatmap; the last one by the same method gives way to it."""
    explanation = answer.explanation
    affine = slice_affine(entry.series.affine_ras, explanation.slice_index)
    key = (entry.digest, "explain", explanation.method)
    return session.publish(key, answer.volume, affine, "heatmap")
