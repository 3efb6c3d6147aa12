"""The Follow-up page from top to bottom."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from core.cautions.caution import UNCODED, WARN, Caution
from core.export.follow_up import follow_up_csv, follow_up_json
from core.follow_up import FOLLOWED, GONE, NEW, TITLE, FollowUp, Track
from core.labels import COLOURS, NOT_ASSESSABLE
from core.vocabulary.patient import OUTSIDE, reason_words
from core.worklist import Store
from dashboard.components import cautions, clicks, download, large_type, welcome
from dashboard.components.weakly import weakly
from dashboard.screens.follow_up import (
    access,
    charts,
    choice,
    lesion_table,
    sentences,
    sources,
    sums,
    viewers,
)
from dashboard.screens.follow_up.chosen import Choice
from dashboard.services import worklist_store
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry


def show(session: Session) -> None:
    """Choose, look, read, download; what is missing is said in its place."""
    store = worklist_store.available()
    if store is None:
        st.warning(sentences.no_earlier_scan_is_known(worklist_store.why_not()))
    offered = choice.offer(session, store)
    if not offered.texts:
        _nothing_yet()
        return
    chosen = choice.show(session, store, offered)
    if chosen is None:
        return
    opened = next((e for e in chosen.entries if isinstance(e, OpenSeries)), None)
    with st.spinner("Aligning the livers"):
        result = sources.result_of(
            session,
            chosen.scans,
            order_given=chosen.order_given,
            same_patient=chosen.same_patient,
            with_outside=_with_outside(chosen),
            opened=opened,
        )
    _read(session, store, result, chosen)


def _with_outside(chosen: Choice) -> bool:
    """The switch for scans that are not assessable; no switch where there is none."""
    if not any(scan.is_outside for scan in chosen.scans):
        return False
    return st.toggle(
        "Count what is not assessable in the sums",
        help=sentences.what_the_switch_does(),
        key="follow-up-outside",
    )


def _nothing_yet() -> None:
    """What to do for a person with one scan or none."""
    with st.container(key="welcome"):
        facts = {
            "Needs": sentences.what_it_needs(),
            "Shows": sentences.what_it_shows(),
            "Next": sentences.how_to_begin(),
        }
        title, does = "Two scans of one patient", sentences.what_the_page_does()
        st.html(welcome.guide_html(title, does, facts))
        welcome.to_review("Open a scan on the Review page")


def _read(session: Session, store: Store | None, result: FollowUp, chosen: Choice) -> None:
    st.html(headline(result))
    if result.cautions:
        st.html(cautions.as_html(Caution(UNCODED, text, WARN) for text in result.cautions))
    track = lesion_table.picked(session, result)

    entries = viewers.in_scan_order(result, chosen)
    keys = [None if entry is None else entry.key for entry in entries]
    lead_there = weakly(_lead_there, session, result, keys=keys)
    _look(session, store, result, chosen, entries, track, lead_there)
    _head("Lesions: click one to see it on both scans")
    lesion_table.show(session, result, lead_there)
    if track is not None:
        for note in track.notes:
            st.html(
                f'<div class="ll-words"><em class="ll-amber">Lesion {track.id}: '
                f"{html.escape(note)}</em></div>"
            )
    _head(sums.title(result))
    st.html(sums.table(result))
    _words(sentences.what_the_sums_are())
    _head("How the scans were aligned")
    for alignment in result.alignments:
        _words(f"{alignment.words} {sentences.how_far_apart(alignment.gate_mm)}")
    _downloads(result, entries)


def _lead_there(session: Session, result: FollowUp, keys: list[str | None]) -> None:
    """Every open series goes to the lesion that was picked."""
    picked = lesion_table.picked(session, result)
    if picked is not None:
        viewers.jump_all(session, result, [session.shelf.get(key) for key in keys], picked)


def _look(
    session: Session,
    store: Store | None,
    result: FollowUp,
    chosen: Choice,
    entries: list[Entry | None],
    track: Track | None,
    lead_there: Callable[[], None],
) -> None:
    """The images with the charts beside them; without images, the charts side by side."""
    key = lesion_table.key_of(result)
    two = viewers.choose(result, key)
    shown = viewers.open_ones(two, entries)
    if len(shown) < len(two):
        access.images(session, store, result, chosen, two, entries)
    with st.container(key="follow-up-look"):
        left, right = st.columns([2.3, 1] if shown else [1.7, 1], gap="medium")
    if shown:
        with left:
            viewers.show(session, result, two, entries, track)
            if len(shown) == len(two):
                is_aligned = result.is_aligned(*two)
                _words(
                    sentences.how_they_move() if is_aligned else sentences.could_not_be_aligned()
                )
            access.outlines(session, result, two, entries)
    with right if shown else left:
        _head("Diameters: click to pick a lesion")
        _sizes(session, result, track, lead_there, is_small=bool(shown))
    with right:
        _head("Liver, burden, p(malignant)")
        large_type.plotly_chart(
            charts.patient_figure(result, is_small=bool(shown)),
            theme=None,
            config={"displayModeBar": False},
        )


def _sizes(
    session: Session,
    result: FollowUp,
    track: Track | None,
    lead_there: Callable[[], None],
    *,
    is_small: bool,
) -> None:
    # Another lesion, another widget: the same point can be clicked again.
    key = f"{lesion_table.key_of(result)}-chart-{track.id if track else 0}"

    large_type.plotly_chart(
        charts.sizes_figure(result, track.id if track else None, is_small=is_small),
        key=key,
        theme=None,
        on_select=weakly(_clicked, session, result, key=key, lead_there=lead_there),
        selection_mode="points",
        config={"displayModeBar": False},
    )


def _clicked(session: Session, result: FollowUp, key: str, lead_there: Callable[[], None]) -> None:
    number = clicks.whole(clicks.custom(session.widget(key)))
    if number is not None and number in [track.id for track in result.tracks]:
        lesion_table.pick(session, result, number)
        lead_there()


def headline(result: FollowUp) -> str:
    """ "2 lesions followed, 1 new, 1 gone" and the word for the sum, as HTML."""
    counts = {FOLLOWED: 0, NEW: 0, GONE: 0}
    for track in result.tracks:
        counts[track.status()] += 1
    lesions = "lesion" if counts[FOLLOWED] == 1 else "lesions"
    text = f"{counts[FOLLOWED]} {lesions} followed, {counts[NEW]} new, {counts[GONE]} gone"
    days = result.days(len(result.scans) - 1)
    over = f"{len(result.scans)} scans"
    if days is not None:
        over += f" over {days} day{'' if days == 1 else 's'}"
    total = ""
    if result.sums.known:
        first, last = result.sums.known[0], result.sums.known[-1]
        total = (
            f"Sum of targets {first.sum_mm:.1f} → {last.sum_mm:.1f} mm "
            f"({sums.signed(last.from_baseline_percent, ' %')}): {last.word} ({TITLE})"
        )
    head, below = text, [over, total]
    outside = [scan for scan in result.scans if scan.is_outside]
    if outside:
        # What is new or gone there may be neither: the counts are no headline then.
        head = f"Not assessable: {len(outside)} of {len(result.scans)} scans"
        reasons = (f"{scan.label}: {reason_words(scan.reasons)}" for scan in outside)
        below = ["; ".join(reasons), f"{text}, {OUTSIDE}", over, total]
    words = "".join(f"<p>{html.escape(one)}</p>" for one in below if one)
    colour = f' style="color:{COLOURS[NOT_ASSESSABLE]}"' if outside else ""
    return f'<div class="ll-verdict ll-course"><h1{colour}>{html.escape(head)}</h1>{words}</div>'


def _downloads(result: FollowUp, entries: list[Entry | None]) -> None:
    """Of scans whose series are not on the shelf, the worklist does not know the study."""
    with st.container(horizontal=True):
        for label, name, make, mime in (
            ("Lesions (CSV)", "follow-up.csv", follow_up_csv, "text/csv"),
            ("Everything (JSON)", "follow-up.json", follow_up_json, "application/json"),
        ):
            # Of several scans, and so of no single series.
            download.button(
                label,
                weakly(make, result),
                f"liverlens-{name}",
                mime,
                of=None,
                beside=[entry for entry in entries if entry is not None],
            )


def _words(text: str) -> None:
    st.html(f'<div class="ll-words">{html.escape(text)}</div>')


def _head(text: str) -> None:
    st.html(f'<div class="ll-head">{html.escape(text)}</div>')
