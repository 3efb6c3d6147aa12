"""Beside the image: the scores, the tests, other methods, all slices, files."""

from __future__ import annotations

import streamlit as st

from core.attribution import METHODS
from core.models import Model
from dashboard.components import progress, reference_mask, scores
from dashboard.screens.explain import curves, downloads, trust, whole_series, work
from dashboard.screens.explain.answers import Answer, Answers, Failure, Key, Mask
from dashboard.screens.explain.model_facts import ModelFacts
from dashboard.state.open_series import Entry
from dashboard.state.session import Session

PLAIN_CHART = {"displayModeBar": False}


def slice_scores(session: Session, entry: Entry, key: Key, answer: Answer | None) -> None:
    """Those of the analysis where there is one: the other pages show them too."""
    analysis = session.analysis(entry, session.card)
    with st.container(key="explain-scores"):
        if analysis is not None:
            st.html(scores.chips(analysis.probabilities[key.question.index]))
        elif answer is not None:
            st.html(scores.chips(answer.explanation.probabilities))


def how_far_to_trust(
    session: Session,
    entry: Entry,
    model: Model,
    answers: Answers,
    key: Key,
    mask: Mask,
    answer: Answer,
) -> None:
    """The quick tests at once, all of them on a button."""
    checked = answers.checked.get(key)
    quality = answer.quality
    if isinstance(checked, Failure):
        st.error(checked.sentence)
    elif checked is not None:
        quality = checked
    st.html(trust.trust_html(quality, mask.words))
    if checked is None or isinstance(checked, Failure):
        underway = work.checking(session, entry, key)
        if underway is not None:
            progress.show(underway)
        elif st.button(
            "Check fully",
            key="explain-check",
            help="Takes pixels away and puts them back, adds noise, and draws the model's weights "
            "anew, each time asking what becomes of score and map.",
        ):
            work.check(session, entry, model, answer, key, mask)
            st.rerun()
    for name, figure in (
        ("removal", curves.removal_figure(quality)),
        ("randomisation", curves.randomisation_figure(quality)),
    ):
        if figure is not None:
            st.plotly_chart(figure, key=f"explain-{name}", config=PLAIN_CHART)


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


def all_slices(session: Session, entry: Entry, model: Model, key: Key) -> None:
    """Grad-CAM of the whole series, where it is the method."""
    wanted = whole_series.wanted(key.question)
    if wanted is None:
        st.caption("Grad-CAM can be had for all slices at once; other methods go slice by slice.")
        return
    underway = whole_series.task(session, entry)
    if underway is not None:
        progress.show(underway)
    elif whole_series.found(session, entry, key.question) is not None:
        st.caption(f"All {entry.n_slices} slices are explained: the overlay scrolls with the CT.")
    elif st.button(f"Explain all {entry.n_slices} slices", key="explain-all"):
        whole_series.start(session, entry, model, wanted)
        st.rerun()


def reference(session: Session, entry: Entry) -> None:
    """A mask drawn by a person, to hold the heat against."""
    reference_mask.choose(session, entry)


def files(
    session: Session,
    entry: Entry,
    model: Model,
    answers: Answers,
    key: Key,
    answer: Answer,
    window: tuple[float, float],
) -> None:
    """The heatmap to download; `window` is the one on the screen."""
    checked = answers.checked.get(key)
    quality = answer.quality if checked is None or isinstance(checked, Failure) else checked
    whole = whole_series.found(session, entry, key.question)
    heat = whole.heat if whole else None
    downloads.show(answer.explanation, quality, entry.series, model, heat, window)
