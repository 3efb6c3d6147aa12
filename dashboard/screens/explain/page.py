"""The page from top to bottom: the question, the image, and how far to trust what it shows."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.attribution import METHODS
from core.models import Model, ModelCard
from dashboard.components import notices, progress
from dashboard.components.fragment import fragment
from dashboard.components.weakly import weakly
from dashboard.screens.explain import (
    chooser,
    cost,
    image,
    masks,
    model_facts,
    refine,
    sentences,
    settings,
    side,
    whole_series,
    words,
    work,
)
from dashboard.screens.explain.masks import Mask
from dashboard.screens.explain.question import ask
from dashboard.services import models
from dashboard.state.explanations import Answer, Asked, Explanations, Failure
from dashboard.state.jobs import Job
from dashboard.state.model_facts import ModelFacts
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

#: How long a script run waits for a quick heatmap before the page polls for it, s.
PATIENCE_SECONDS = 0.8


@fragment
def show(session: Session, opened: OpenSeries, card: ModelCard) -> None:
    """Draw the page. A fragment: a new slice reruns this much and no more."""
    with notices.errors_as_sentences():
        _show(session, opened, card)


def _show(session: Session, opened: OpenSeries, card: ModelCard) -> None:
    known = opened.explanations
    work.collect(known)
    whole_series.collect(session, opened)
    with st.container(key="explain-bar", horizontal=True, vertical_alignment="center"):
        st.html('<span class="ll-ask">What drives the score of</span>', width="content")
        chooser.target(session)
        st.html('<span class="ll-ask">by</span>', width="content")
        method = METHODS[session.explaining.method]
        methods = st.popover(method.title, key=chooser.METHODS_OPEN, on_change="rerun")
        tuning = st.popover(settings.in_words(session.explaining), key="explain-settings")
    above = st.container(key="explain-words")
    with st.container(key="explain-body", horizontal=True):
        left, right = st.container(key="explain-image"), st.container(key="explain-side")
    index = opened.position.index
    mask = masks.mask_of(opened, session.card, index)
    asked, beside = _asked(session, card, index, mask)
    # Drawn before anything is computed: the image never waits.
    with left:
        state = image.show(session, opened, asked, beside)
    if session.explaining.follow(state.chosen) or state.slice != index:
        st.rerun()
    model = models.model(card)
    facts = model_facts.known(session, model)
    job = work.answer_next(session, opened, model, [asked, *beside], mask)
    with methods:
        chooser.method_list(session, model, facts)
    with tuning:
        settings.show(session, facts)
    with above:
        _words(session, model, known, asked, job)
    with right:
        _side(session, opened, model, asked, mask, facts, state.window)
    if job is None:
        job = _behind(session, opened, model, [asked, *beside])
    if job is not None:
        job.wait(PATIENCE_SECONDS)  # what is ready in a moment is shown by this very run
        if job.finished:
            st.rerun()


def _behind(
    session: Session, opened: OpenSeries, model: Model, asked: Sequence[Asked]
) -> Job[Any] | None:
    """The work that nobody waits for, once all heatmaps are there: first what the lists say of the
    model, then colour scales that are an estimate."""
    job: Job[Any] | None
    if model_facts.complete(session, model):
        job = refine.refine_next(session, opened, model, asked)
    else:
        job = model_facts.look(session, model)
    if job is not None:
        progress.watch(job)
    return job


def _asked(session: Session, card: ModelCard, index: int, mask: Mask) -> tuple[Asked, list[Asked]]:
    """The question of the page, and those of the small views (that of the page among them)."""
    choice = session.explaining

    def by(method: str) -> Asked:
        return Asked(ask(choice, card.sha256, index, method), mask.source)

    small = (choice.method, *choice.beside) if choice.beside else ()
    return by(choice.method), [by(method) for method in METHODS if method in small]


def _words(
    session: Session,
    model: Model,
    known: Explanations,
    asked: Asked,
    job: Job[Any] | None,
) -> None:
    """What the method shows and what it found, or what is under way."""
    method = METHODS[asked.question.method]
    answer = known.get(asked)
    with st.container(key="explain-said", horizontal=True, vertical_alignment="center"):
        if isinstance(answer, Failure):
            _failure(known, asked, answer)
        else:
            size = model.preprocessing.size
            about = chooser.words_html(method, cost.of_question(session, asked.question, size))
            said = _said(answer) if isinstance(answer, Answer) else "<br>"
            st.html(f'<div class="ll-words"><p class="ll-method">{about}</p><p>{said}</p></div>')
        if job is not None and not job.finished:
            progress.show(job, gone_when_cancelled=True)


def _said(answer: Answer) -> str:
    explanation = answer.explanation
    seen, scale = words.in_words(explanation), words.scale_in_words(explanation)
    return f"<b>{html.escape(seen)}</b> {html.escape(scale)}"


def _failure(known: Explanations, asked: Asked, failure: Failure) -> None:
    sentence = failure.sentence
    if failure.cancelled:
        sentence = sentences.slice_was_cancelled(METHODS[asked.question.method].title)
    st.html(f'<div class="ll-words ll-cannot">{html.escape(sentence)}</div>', width="content")
    if failure.cancelled:
        st.button("Compute it", key="explain-again", on_click=weakly(_forget, known, asked=asked))


def _forget(known: Explanations, asked: Asked) -> None:
    known.forget(asked)


def _side(
    session: Session,
    opened: OpenSeries,
    model: Model,
    asked: Asked,
    mask: Mask,
    facts: ModelFacts | None,
    window: tuple[float, float],
) -> None:
    found = opened.explanations.get(asked)
    answer = found if isinstance(found, Answer) else None
    side.slice_scores(session, opened, asked, answer)
    _heading("How far to trust it")
    if answer is not None:
        side.how_far_to_trust(session, opened, model, asked, mask, answer)
    complete = words.completeness_in_words(answer.explanation) if answer else ""
    notes = filter(None, (complete, sentences.what_a_heatmap_is()))
    st.html(f'<div class="ll-note">{" ".join(notes)}</div>')
    side.reference(session, opened)
    _heading("Methods side by side")
    side.several_methods(session, facts)
    _heading("Whole series")
    side.all_slices(session, opened, model, asked)
    if answer is not None:
        _heading("Download")
        side.files(opened, model, asked, answer, window)


def _heading(text: str) -> None:
    st.html(f'<h3 class="ll-head">{text}</h3>')
