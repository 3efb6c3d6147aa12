"""The Phases page from top to bottom."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from core.export.phases import phases_csv, phases_json
from core.models import ModelCard
from core.pipeline import Analysis
from core.study import MOST_SERIES, Guess, StudyCase, has_phases
from core.study.washout import LEAST_ENHANCEMENT_HU
from core.vocabulary.contrast import PHASES
from core.vocabulary.patient import headline_with_reasons
from dashboard.components import download, large_type, progress, welcome
from dashboard.components.fragment import fragment
from dashboard.components.plain_text import plain
from dashboard.components.weakly import weakly
from dashboard.screens.phases import cards, chart, choice, sentences, table, viewers, work
from dashboard.services import analyses
from dashboard.state import loading
from dashboard.state.jobs import Job
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session


def show(session: Session, opened: OpenSeries) -> None:
    """Choose, look, read, download; what is missing is said in its place."""
    if not has_phases(opened.tags):
        with st.container(key="welcome"):
            st.html(welcome.words_html("For CT", html.escape(sentences.only_of_ct())))
            welcome.to_review("Look at the series on the Review page")
        return
    entries = choice.of_study(session, opened)
    if len(entries) < 2:
        _alone(session, opened)
        return
    card = session.card
    if card is None:
        st.info(sentences.no_model())
        return
    chosen = choice.show(entries, card)
    if chosen is None:
        return
    series = [entry for entry in chosen.entries if isinstance(entry, OpenSeries)]
    if len(series) < len(chosen.entries):
        _open_the_rest(session, chosen)
        return
    reference = next(one for one in series if one.uid == chosen.reference.uid)
    analysis = reference.shown(card)
    if analysis is None:
        _analyse(session, reference, card)
        return
    job = work.job_of(session, reference, analysis, series)
    if not job.finished:
        progress.show(job)
        return
    if job.result is None:
        _failed(reference, job)
        return
    _read(session, analysis, job.result, series)


def show_empty() -> None:
    """Before any series is open."""
    with st.container(key="welcome"):
        st.html(welcome.guide_html("No series is open", sentences.what_the_page_is_for(), _facts()))
        welcome.to_review()


def _facts() -> dict[str, str]:
    return {
        "Needs": sentences.what_it_needs(MOST_SERIES),
        "Shows": sentences.what_it_shows(),
        "Next": sentences.drop_the_whole_study(),
    }


def _alone(session: Session, opened: OpenSeries) -> None:
    """A study of which one series is here."""
    guess = choice.measured_guess(opened, session.card)
    facts = _facts() | {"Next": sentences.how_to_begin()}
    if not opened.tags.study_uid:
        facts["Next"] = sentences.no_study_uid()
    with st.container(key="welcome"):
        st.html(welcome.guide_html("One phase", cards.single(opened, guess), facts))
        welcome.to_review("Open more series on the Review page")


def _open_the_rest(session: Session, chosen: choice.Chosen) -> None:
    closed = [entry for entry in chosen.entries if not isinstance(entry, OpenSeries)]
    for entry in closed:
        if not entry.can_open:
            st.warning(plain(sentences.cannot_be_opened(choice.name_of(entry), entry.failure)))
    waiting = [entry for entry in closed if entry.can_open]
    if not waiting:
        return
    names = [choice.name_of(entry) for entry in waiting]
    st.html(f'<div class="ll-words">{html.escape(sentences.images_not_open(names))}</div>')
    if st.button(sentences.open_images(len(waiting)), type="primary", key="phases-open-images"):
        # The one in view comes last, so that it stays in view.
        wanted = [*waiting, *([session.in_view] if session.in_view else [])]
        loading.ask_for_all(session, [(entry.origin, entry.uid.__eq__) for entry in wanted])
        st.rerun()


def _analyse(session: Session, reference: OpenSeries, card: ModelCard) -> None:
    job = reference.job(card)
    if job is not None:
        fragment(_wait, run_every=progress.SLOW_POLL_SECONDS)(session, job)
        return
    name = choice.name_of(reference)
    st.html(f'<div class="ll-words">{html.escape(sentences.needs_outlines(name))}</div>')
    if st.button(sentences.analyse(name), type="primary", key="phases-analyse"):
        analyses.begin(session, reference, card)
        st.rerun()


def _wait(session: Session, job: Job) -> None:
    if session.collect() or job.finished:
        st.rerun()
    st.progress(job.done / max(job.total, 1), progress.slices_in_words(job))


def _failed(reference: OpenSeries, job: Job) -> None:
    """It was cancelled, or could not be done."""
    if job.error:
        st.warning(plain(job.error))
    if st.button(sentences.try_again(), key="phases-again"):
        reference.phases.forget()
        st.rerun()


def _read(
    session: Session, analysis: Analysis, measured: work.Measured, series: list[OpenSeries]
) -> None:
    case = measured.case
    guesses = case.guesses(choice.said(series))
    st.html(_headline(analysis, case, guesses))
    for text in _doubts(case, guesses):
        st.html(f'<div class="ll-words"><em class="ll-amber">{html.escape(text)}</em></div>')
    lesion = table.picked(session, case)
    viewers.show(session, analysis, measured, guesses, series, lesion)
    _words(sentences.how_they_move())
    cards.show(analysis, case.series, guesses, case.guesses(), series)

    _head("HU by phase")
    large_type.plotly_chart(
        chart.figure(case, guesses, lesion),
        key="phases-chart",
        theme=None,
        config={"displayModeBar": False},
    )
    if case.lesions:
        _head("Lesions: click one to see it in all phases")
        table.show(session, case, guesses, weakly(_lead_there, session, case, *series))
    else:
        _words(sentences.no_lesion())
    with st.expander("Mean ± standard deviation, and voxels"):
        st.dataframe(table.means(case, guesses), hide_index=True, key="phases-means")
    _words(sentences.what_the_numbers_are(LEAST_ENHANCEMENT_HU))
    _words(sentences.found_in_one_phase())
    _downloads(analysis, case, guesses, series)


def _lead_there(session: Session, case: StudyCase, *series: OpenSeries) -> None:
    """Every series goes to the lesion that was picked."""
    number = table.picked(session, case)
    if number is not None:
        viewers.jump_all(session, case, series, number)


def _headline(analysis: Analysis, case: StudyCase, guesses: Mapping[str, Guess]) -> str:
    """How many phases and lesions, and whose verdict it is, as HTML."""
    n = len(case.lesions)
    lesions = "no lesion" if not n else "1 lesion" if n == 1 else f"{n} lesions"
    head = f"{len(case.series)} phases, {lesions}"
    why_not = choice.why_no_verdict(analysis, guesses[analysis.series.uid])
    below = why_not or sentences.verdict_of(
        guesses[analysis.series.uid].phase,
        headline_with_reasons(analysis.patient),
        analysis.model_name,
    )
    return (
        f'<div class="ll-verdict ll-course"><h1>{html.escape(head)}</h1>'
        f"<p>{html.escape(below)}</p></div>"
    )


def _doubts(case: StudyCase, guesses: Mapping[str, Guess]) -> list[str]:
    named = [guesses[one.uid].phase for one in case.series]
    doubts = []
    if named.count(""):
        doubts.append(sentences.phases_unknown(named.count("")))
    twice = [phase for phase in PHASES if named.count(phase) > 1]
    if twice:
        doubts.append(sentences.phase_twice(twice))
    return [str(one) for one in doubts]


def _downloads(
    analysis: Analysis,
    case: StudyCase,
    guesses: Mapping[str, Guess],
    series: Sequence[OpenSeries],
) -> None:
    phases = analysis.reach.phases
    with st.container(horizontal=True):
        for label, name, make, mime in (
            ("Curves (CSV)", "phases.csv", weakly(phases_csv, case, guesses=guesses), "text/csv"),
            (
                "Everything (JSON)",
                "phases.json",
                weakly(phases_json, case, guesses=guesses, phases=phases),
                "application/json",
            ),
        ):
            # Of several series of one study, and so of no single one.
            download.button(label, make, f"liverlens-{name}", mime, of=None, beside=series)


def _words(text: str) -> None:
    st.html(f'<div class="ll-words">{html.escape(text)}</div>')


def _head(text: str) -> None:
    st.html(f'<div class="ll-head">{html.escape(text)}</div>')
