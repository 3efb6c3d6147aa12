"""Laboratory values beside the image: loaded, shown with their scores, never part of the result."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from core.laboratory import LabValue, Score, Shown
from core.laboratory import sentences as said
from core.laboratory.scores import AGES, AST_UPPERS, doubts_of
from core.series import header_date
from dashboard.components.fragment import fragment
from dashboard.components.notices import errors_as_sentences
from dashboard.components.plain_text import plain
from dashboard.components.uploader import uploader
from dashboard.components.weakly import weakly
from dashboard.screens.risk import child_pugh, sentences
from dashboard.services import laboratory
from dashboard.state.jobs import Job
from dashboard.state.notice import Action, attempt
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

_VALUE_HEADS = ("Test", "Value", "Converted", "Date", "Reference range")
_SCORE_HEADS = ("Score", "Result", "Formula", "Source, limits")


def show(session: Session, opened: OpenSeries) -> None:
    """The values nearest to the scan and the three scores, or how to load some."""
    held = opened.place.laboratory
    if error := held.collect():
        session.notify(error, "error", about=Action.LOAD_LABORATORY)
        st.rerun()
    _uploaded(session, opened)
    st.html('<div class="ll-head">Laboratory values</div>')
    st.caption(said.never_changes_the_score())
    day = header_date(opened.tags)
    if held.shown is not None:
        _values(held.shown, day)
        _told(opened, held.shown, day)
        _scores(held.shown, day)
        child_pugh.form(opened, held.shown)
    _ways_in(session, opened)


def _uploaded(session: Session, opened: OpenSeries) -> None:
    if files := session.inbox.take("laboratory"):
        with attempt(session.notices, Action.LOAD_LABORATORY):
            laboratory.load(opened, files)
        st.rerun()


def _ways_in(session: Session, opened: OpenSeries) -> None:
    """A file, or the server; the progress of the server; taking the values away again."""
    held = opened.place.laboratory
    if held.job is not None:
        fragment(_progress, run_every=held.job.seconds_to_news)(held.job)
        return
    with st.container(key="laboratory-ways", horizontal=True, vertical_alignment="center"):
        label = "Load other values" if held.shown else "Load values"
        with st.popover(label, icon=":material/lab_panel:"):
            st.caption(sentences.what_a_laboratory_file_is())
            uploader.box(session, where="laboratory", purpose="laboratory", folders=False)
        with errors_as_sentences():
            if (server := laboratory.site()) is not None:
                st.button(
                    f"Fetch from {server}",
                    key="laboratory-fetch",
                    icon=":material/cloud_download:",
                    help=sentences.what_fetching_sends(),
                    on_click=weakly(_fetch, session, opened),
                )
        if held.shown is not None:
            st.button("Remove values", key="laboratory-remove", on_click=weakly(_remove, opened))


def _fetch(session: Session, opened: OpenSeries) -> None:
    with attempt(session.notices, Action.LOAD_LABORATORY):
        if (server := laboratory.site()) is not None:
            laboratory.begin_fetch(session, opened, server)


def _remove(opened: OpenSeries) -> None:
    opened.place.laboratory.shown = None


def _progress(job: Job[Any]) -> None:
    if job.finished:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{laboratory.FETCHING} …")
        st.button("Cancel", key="laboratory-cancel", on_click=job.off.set)


def _values(shown: Shown, day: date | None) -> None:
    values = shown.nearest(day)
    st.html(_table(_VALUE_HEADS, [_value_cells(value) for value in values]))
    others = [value for value in shown.laboratory.values if value not in values]
    st.caption(plain(sentences.which_values(shown.laboratory.source, len(others), day is not None)))
    if others:
        with st.expander(f"{len(others)} other values"):
            st.html(_table(_VALUE_HEADS, [_value_cells(value) for value in others]))
    doubts = [doubt for value in values for doubt in doubts_of(value, day)]
    unknown = [said.scan_day_unknown()] if day is None else []
    _warn([*shown.laboratory.notes, *unknown, *doubts])


def _value_cells(value: LabValue) -> list[str]:
    limits = f"{value.range_text} ({value.flag})" if value.flag else value.range_text
    return [
        value.test.name,
        value.text,
        value.converted_text,
        value.day.isoformat(),
        limits or "not given",
    ]


def _told(opened: OpenSeries, shown: Shown, day: date | None) -> None:
    """What scores need and the source does not say."""
    held = opened.place.laboratory
    ast = next((v for v in shown.nearest(day) if v.test.key == "ast"), None)
    ask_age, ask_upper = shown.laboratory.born is None, ast is not None and ast.high is None
    if not (ask_age or ask_upper):
        return
    with st.container(key="laboratory-told", horizontal=True):
        if ask_age:
            age = st.number_input(
                "Age at the scan, years",
                min_value=AGES[0],
                max_value=AGES[1],
                value=shown.age_years,
                step=1,
                key=f"laboratory-age-{opened.key}",
                width=220,
            )
            shown = replace(shown, age_years=age)
        if ask_upper:
            upper = st.number_input(
                "Upper limit of normal of AST, U/L",
                min_value=AST_UPPERS[0],
                max_value=AST_UPPERS[1],
                value=None if shown.ast_upper_u_l is None else int(shown.ast_upper_u_l),
                step=1,
                key=f"laboratory-upper-{opened.key}",
                width=260,
            )
            shown = replace(shown, ast_upper_u_l=upper)
    held.shown = shown


def _scores(shown: Shown, day: date | None) -> None:
    scores = shown.scores(day)
    st.html(_table(_SCORE_HEADS, [_score_cells(score) for score in scores]))
    known = {doubt for value in shown.nearest(day) for doubt in doubts_of(value, day)}
    doubts = dict.fromkeys(doubt for score in scores for doubt in score.doubts)
    _warn([doubt for doubt in doubts if doubt not in known])
    st.caption(said.what_the_limits_are())


def _score_cells(score: Score) -> list[str]:
    quantity = score.quantity
    return [
        quantity.title,
        score.text or str(score.obstacle),
        quantity.formula,
        f"{quantity.meaning} {quantity.limits}.",
    ]


def _warn(sentences_: list[str]) -> None:
    if not sentences_:
        return
    rows = "".join(
        f'<p class="ll-warn"><b><i aria-hidden="true">▲</i> Note</b> {html.escape(one)}</p>'
        for one in sentences_
    )
    st.html(f'<div class="ll-cautions">{rows}</div>')


def _table(heads: tuple[str, ...], rows: list[list[str]]) -> str:
    """HTML."""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        '<div class="ll-laboratory"><table class="ll-table"><thead><tr>'
        f"{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
