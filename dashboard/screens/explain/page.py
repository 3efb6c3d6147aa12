"""The page from top to bottom: the question, the image, and how far to trust what it shows."""

from __future__ import annotations

import html

import streamlit as st

from core.attribution import METHODS
from core.models import Model, ModelCard
from dashboard.components import notices, progress
from dashboard.screens.explain import (
    answers,
    chooser,
    image,
    model_facts,
    settings,
    side,
    whole_series,
    words,
    work,
)
from dashboard.screens.explain.answers import Answer, Answers, Failure, Key, Mask
from dashboard.screens.explain.model_facts import ModelFacts
from dashboard.screens.explain.question import ask
from dashboard.services import models
from dashboard.state.open_series import Entry
from dashboard.state.session import Session
from dashboard.state.task import Task

#: How long a script run waits for a quick heatmap before it leaves the waiting to a poll, s.
PATIENCE_SECONDS = 0.8


@st.fragment
def show(session: Session, entry: Entry, card: ModelCard) -> None:
    """Draw the page. A fragment: a new slice reruns this much and no more."""
    with notices.errors_as_sentences():
        _show(session, entry, card)


def _show(session: Session, entry: Entry, card: ModelCard) -> None:
    known = answers.of(session, entry)
    work.collect(session, entry, known)
    whole_series.collect(session, entry)
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
    index = session.places.of(entry)
    mask = answers.mask_of(session, entry, index)
    key, beside = _keys(session, entry, card, index, mask)
    # Drawn before anything is computed: the image never waits.
    with left:
        found = whole_series.found(session, entry, key.question)
        whole = (found.volume, found.scale) if found else None
        state = image.show(session, entry, key, beside, known, whole)
    if session.explaining.heed(state.chosen) or state.slice != index:
        st.rerun()
    model = models.model(card)
    facts = model_facts.known(session, model)
    task = work.bring(session, entry, model, known, [key, *beside], mask)
    with methods:
        chooser.method_list(session, facts)
    with tuning:
        settings.show(session, facts)
    with above:
        _words(known, key, task)
    with right:
        _side(session, entry, model, known, key, mask, facts, state.window)
    _wait(session, model, task, facts)


def _keys(
    session: Session, entry: Entry, card: ModelCard, index: int, mask: Mask
) -> tuple[Key, list[Key]]:
    """The question in hand, and those of the small views (among them the one in hand)."""
    choice = session.explaining

    def key(method: str) -> Key:
        return Key(ask(choice, entry.digest, card.sha256, index, method), mask.source)

    small = dict.fromkeys((choice.method, *choice.beside)) if choice.beside else {}
    return key(choice.method), [key(method) for method in METHODS if method in small]


def _words(known: Answers, key: Key, task: Task | None) -> None:
    """What the method shows and what came of it, or what is under way."""
    method = METHODS[key.question.method]
    answer = known.get(key)
    with st.container(key="explain-said", horizontal=True, vertical_alignment="center"):
        if isinstance(answer, Failure):
            _failure(known, key, answer)
        else:
            about = chooser.words_html(method, dict(key.question.parameters))
            said = _said(answer) if isinstance(answer, Answer) else "<br>"
            st.html(f'<div class="ll-words"><p class="ll-method">{about}</p><p>{said}</p></div>')
        if task is not None and not task.finished:
            progress.show(task)


def _said(answer: Answer) -> str:
    explanation = answer.explanation
    seen, scale = words.in_words(explanation), words.scale_in_words(explanation)
    return f"<b>{html.escape(seen)}</b> {html.escape(scale)}"


def _failure(known: Answers, key: Key, failure: Failure) -> None:
    sentence = failure.sentence
    if failure.cancelled:
        sentence = f"{METHODS[key.question.method].title} of this slice was called off."
    st.html(f'<div class="ll-words ll-cannot">{html.escape(sentence)}</div>', width="content")
    if failure.cancelled:
        st.button("Compute it", key="explain-again", on_click=known.forget, args=(key,))


def _side(
    session: Session,
    entry: Entry,
    model: Model,
    known: Answers,
    key: Key,
    mask: Mask,
    facts: ModelFacts | None,
    window: tuple[float, float],
) -> None:
    answer = known.get(key)
    answer = answer if isinstance(answer, Answer) else None
    side.slice_scores(session, entry, key, answer)
    _heading("How far to trust it")
    if answer is not None:
        side.how_far_to_trust(session, entry, model, known, key, mask, answer)
    complete = words.completeness_in_words(answer.explanation) if answer else ""
    st.html(f'<div class="ll-note">{" ".join(filter(None, (complete, words.WHAT_IT_IS)))}</div>')
    side.reference(session, entry)
    _heading("Methods side by side")
    side.several_methods(session, facts)
    _heading("Whole series")
    side.all_slices(session, entry, model, key)
    if answer is not None:
        _heading("Download")
        side.files(session, entry, model, known, key, answer, window)


def _heading(text: str) -> None:
    st.html(f'<h3 class="ll-head">{text}</h3>')


def _wait(session: Session, model: Model, task: Task | None, facts: ModelFacts | None) -> None:
    """What is ready in a moment is shown by this very run; the rest is polled for."""
    # The facts, which a list may show later, wait for the heatmap that the person waits for.
    if task is None and facts is None:
        task = model_facts.look(session, model)
        progress.watch(task)
    if task is not None:
        task.wait(PATIENCE_SECONDS)
        if task.finished:
            st.rerun()
