"""One lesion on the first and the last scan side by side, where the series are open."""

from __future__ import annotations

import html

import numpy as np
import streamlit as st

from core.follow_up import FollowUp, Track
from core.series import Series
from dashboard import navigation
from dashboard.components import thumbnails
from dashboard.screens.follow_up import sentences
from dashboard.screens.follow_up.choice import Choice
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry

WIDTH = 460


def show(session: Session, result: FollowUp, choice: Choice, track: Track) -> None:
    """The scan that shows it first (the first one for a new lesion) beside the last one."""
    entries = in_scan_order(result, choice)
    last = len(result.scans) - 1
    first = track.first if track.first < last else last - 1
    for place, (column, index) in enumerate(zip(st.columns(2), (first, last), strict=True)):
        with column:
            _one(session, result, track, index, entries[index], place)


def in_scan_order(result: FollowUp, choice: Choice) -> list[Entry | None]:
    """The series of each scan of `result` on the shelf, whatever order they were chosen in."""
    by_series = {
        scan.series_key: entry for scan, entry in zip(choice.scans, choice.entries, strict=True)
    }
    return [by_series[scan.series_key] for scan in result.scans]


def _one(
    session: Session,
    result: FollowUp,
    track: Track,
    index: int,
    entry: Entry | None,
    place: int,
) -> None:
    scan, lesion = result.scans[index], track.seen[index]
    when = str(scan.study_date or f"scan {index + 1}")
    size = (
        "not found" if lesion is None else f"{lesion.diameter_mm:.1f} mm, {lesion.volume_ml:.2f} mL"
    )
    if not isinstance(entry, OpenSeries):
        how = sentences.not_open() if entry is None else sentences.not_in_memory()
        st.html(
            f'<div class="ll-absent"><b>{html.escape(when)}</b> · lesion {track.id}: {size}'
            f"<p>{how}</p></div>"
        )
        return
    at = slice_of(result, track, index, entry.series)
    analysis = entry.by(scan.weights_sha256).analysis
    picture = thumbnails.slice_still(
        entry.series, at, mask=analysis.mask if analysis else None, width=WIDTH
    )
    where = f"slice {at + 1} of {entry.n_slices}"
    if lesion is None:
        where += ", where it would be"
    st.html(
        f'<div class="ll-still"><img src="{picture}" '
        f'alt="Lesion {track.id} on {html.escape(when)}">'
        f"<p><b>{html.escape(when)}</b> · lesion {track.id}: {size} · {where}</p></div>"
    )
    if st.button(f"Open {when} in Review", key=f"follow-up-open-{place}", width="stretch"):
        go_to(session, entry, at)
        st.switch_page(navigation.page("review"))


def slice_of(result: FollowUp, track: Track, index: int, series: Series) -> int:
    """The slice on which the lesion is largest; where it was not found, that of its place."""
    lesion = track.seen[index]
    if lesion is not None and lesion.slice_largest is not None:
        return min(lesion.slice_largest, series.n_slices - 1)
    along = np.asarray(result.place_mm(track, index)) @ series.normal
    return int(np.abs(series.positions_mm - along).argmin())


def jump_all(session: Session, result: FollowUp, choice: Choice, track: Track) -> None:
    """Every open series goes to the lesion, so that each page shows it there."""
    for index, entry in enumerate(in_scan_order(result, choice)):
        if isinstance(entry, OpenSeries):
            session.jump(entry, slice_of(result, track, index, entry.series))


def go_to(session: Session, opened: OpenSeries, at: int) -> None:
    session.select(opened.key)
    session.jump(opened, at)
