"""Beside the image: the scores, the tests, other methods, all slices, files."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from core.attribution import METHODS
from core.attribution.quality import MEASURES, Quality
from core.models import Model
from dashboard.components import large_type, outside, progress, reference_mask, scores
from dashboard.components.plain_text import plain
from dashboard.screens.explain import (
    cost,
    curves,
    downloads,
    sentences,
    trust,
    whole_series,
    work,
)
from dashboard.screens.explain.masks import Mask
from dashboard.state.explanations import Answer, Asked, Failure
from dashboard.state.model_facts import ModelFacts
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

PLAIN_CHART: dict[str, Any] = {"displayModeBar": False}


def slice_scores(session: Session, opened: OpenSeries, asked: Asked, answer: Answer | None) -> None:
    """Those of the analysis where there is one: the other pages show them too."""
    analysis = opened.analysis(session.card)
    with st.container(key="explain-scores"):
        if analysis is not None:
            drawn = scores.chips(analysis.probabilities[asked.question.index])
            st.html(outside.marked(analysis.patient, drawn))
        elif answer is not None:
            st.html(scores.chips(answer.explanation.probabilities))


def how_far_to_trust(
    session: Session,
    opened: OpenSeries,
    model: Model,
    asked: Asked,
    mask: Mask,
    answer: Answer,
) -> None:
    """The quick tests at once, all of them on a button."""
    checked = opened.explanations.checked.get(asked)
    if isinstance(checked, Failure):
        st.error(plain(checked.sentence))
    quality = _quality(opened, asked, answer)
    size = model.preprocessing.size
    costs = partial(cost.of_measure, session, asked.question, size)
    st.html(
        trust.trust_html(quality, mask.words, lambda kind: cost.measure_in_words(costs([kind])))
    )
    if not isinstance(checked, Quality):
        underway = opened.explanations.checks.get(asked)
        if underway is not None:
            progress.show(underway, gone_when_cancelled=True)
        elif st.button(
            "Check fully",
            key="explain-check",
            help=sentences.what_the_full_check_does(
                cost.measure_in_words(costs(MEASURES.values()))
            ),
        ):
            work.check(session, opened, model, answer, asked, mask)
            st.rerun()
    for name, figure in (
        ("removal", curves.removal_figure(quality)),
        ("randomisation", curves.randomisation_figure(quality)),
    ):
        if figure is not None:
            large_type.plotly_chart(figure, key=f"explain-{name}", config=PLAIN_CHART)


def _quality(opened: OpenSeries, asked: Asked, answer: Answer) -> Quality:
    """All that was measured of the heatmap by now."""
    checked = opened.explanations.checked.get(asked)
    return checked if isinstance(checked, Quality) else answer.quality


def several_methods(session: Session, facts: ModelFacts | None) -> None:
    """Which others to see small under the image."""
    choice = session.explaining
    reasons = facts.reasons if facts else {}
    names = [name for name in METHODS if name not in reasons]

    def take() -> None:
        picked = session.widget("explain-beside") or []
        choice.beside = tuple(name for name in METHODS if name in picked)

    # The widget's own memory would miss what a click on a small view adds.
    session.set_widget("explain-beside", [name for name in choice.beside if name in names])
    st.pills(
        "Methods side by side",
        names,
        selection_mode="multi",
        format_func=lambda name: METHODS[name].title,
        key="explain-beside",
        on_change=take,
        label_visibility="collapsed",
    )


def all_slices(session: Session, opened: OpenSeries, model: Model, asked: Asked) -> None:
    """Grad-CAM of the whole series, where it is the method."""
    wanted = whole_series.wanted(asked.question)
    if wanted is None:
        st.caption(sentences.only_grad_cam_for_all_slices())
        return
    underway = whole_series.under_way(opened)
    if underway is not None:
        progress.show(underway)
    elif whole_series.found(opened, asked.question) is not None:
        st.caption(sentences.all_slices_are_explained(opened.n_slices))
    elif st.button(f"Explain all {opened.n_slices} slices", key="explain-all"):
        whole_series.start(session, opened, model, wanted)
        st.rerun()


def reference(session: Session, opened: OpenSeries) -> None:
    """A mask drawn by a person, to measure the heat against."""
    reference_mask.choose(session, opened)


def files(
    opened: OpenSeries,
    model: Model,
    asked: Asked,
    answer: Answer,
    window: tuple[float, float],
) -> None:
    """The heatmap to download; `window` is the one on the screen."""
    whole = whole_series.found(opened, asked.question)
    downloads.show(
        answer.explanation,
        _quality(opened, asked, answer),
        opened.series,
        model,
        whole.heat if whole else None,
        window,
    )
