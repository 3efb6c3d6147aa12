"""Two scans side by side in viewers that move as one, with the pair of each lesion marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from core.follow_up import FollowUp, Track
from core.vocabulary.lesion import DIAMETER, VOLUME
from dashboard import navigation
from dashboard.components import series_labels, series_viewer
from dashboard.components.fragment import fragment
from dashboard.components.shell import shell
from dashboard.components.viewer import Pane, SeriesPane, paired_viewers, presets_of
from dashboard.components.viewer.body_box import alike
from dashboard.screens.follow_up import places, sentences
from dashboard.screens.follow_up.chosen import Choice
from dashboard.state.listed_series import ListedSeries
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry
from dashboard.state.slice_position import Jump

#: An earlier and a later scan, as indices of `FollowUp.scans`.
Two = tuple[int, int]


def choose(result: FollowUp, key: str) -> Two:
    """Which two scans are shown; the first and the last, unless there are more and the person
    says otherwise."""
    last = len(result.scans) - 1
    if last < 2:
        return 0, last

    def text(index: int) -> str:
        return places.day_of(result.scans[index], index)

    with st.container(key="follow-up-two", horizontal=True, vertical_alignment="bottom"):
        earlier = st.selectbox(
            "Earlier images", range(last), format_func=text, key=f"{key}-earlier", width=170
        )
        rest = range(earlier + 1, last + 1)
        later = st.selectbox(
            "Later images",
            rest,
            index=len(rest) - 1,
            format_func=text,
            key=f"{key}-later-{earlier}",
            width=170,
        )
    return earlier, later


def open_ones(two: Two, entries: Sequence[Entry | None]) -> list[int]:
    """Those of the two whose pixels are in memory."""
    return [index for index in two if isinstance(entries[index], OpenSeries)]


def in_scan_order(result: FollowUp, choice: Choice) -> list[Entry | None]:
    """The series of each scan of `result` on the shelf, whatever order they were chosen in."""
    by_series = {
        scan.series_key: entry for scan, entry in zip(choice.scans, choice.entries, strict=True)
    }
    return [by_series[scan.series_key] for scan in result.scans]


def _show(
    session: Session,
    result: FollowUp,
    two: Two,
    entries: Sequence[Entry | None],
    track: Track | None,
) -> None:
    """Draw a viewer for each of the two scans that is open. A fragment: a new slice reruns this
    much and no more."""
    panes, shown = [], []
    for place, index in enumerate(two):
        opened = entries[index]
        if isinstance(opened, OpenSeries):
            panes.append(_pane(session, result, two, place, opened, track))
            shown.append((places.day_of(result.scans[index], index), opened))
    matrix = result.matrix(*two) if result.is_aligned(*two) else None
    _draw(session, shown, _fitted_alike(panes, matrix), "viewer-follow-up")


#: As `_show`.
show = fragment(_show, also=(FollowUp, ListedSeries))


def _draw(
    session: Session,
    shown: Sequence[tuple[str, OpenSeries]],
    panes: Sequence[SeriesPane],
    key: str,
) -> None:
    """The viewers of `shown`, each series with its day in words, and a way to each in Review."""
    digests = "-".join(opened.digest[:12] for _, opened in shown)
    slices = paired_viewers(
        key=f"{key}-{digests}",
        panes=panes,
        window_presets=presets_of(shown[-1][1].series),
    )
    for (_, opened), at in zip(shown, slices, strict=True):
        if at is not None:
            opened.position.saw(at)
    with st.container(key="follow-up-open", horizontal=True):
        for place, ((when, opened), pane, at) in enumerate(zip(shown, panes, slices, strict=True)):
            if st.button(sentences.open_in_review(when), key=f"follow-up-open-{place}"):
                session.select(opened.key)
                session.jump(opened, pane.jump["slice"] if at is None else at)
                st.switch_page(navigation.page("review"))
    shell.follow(session, "follow-up-viewer")


def _show_unaligned(session: Session, two: Sequence[OpenSeries]) -> None:
    """Draw the images of two series that were not compared yet."""
    days = [series_labels.date_text(one) for one in two]
    titles = (sentences.earlier_scan(days[0]), sentences.later_scan(days[1]))
    panes = [
        SeriesPane(
            pane=Pane(title=title, note=series_labels.description(one)),
            volume_url=series_viewer.ct(one),
            n_slices=one.n_slices,
            positions_mm=one.series.positions_mm,
            jump={"slice": one.position.index, "nonce": session.lesion_picks},
            facts=series_viewer.facts(one),
            to_shared=None,
        )
        for title, one in zip(titles, two, strict=True)
    ]
    _draw(
        session, list(zip(days, two, strict=True)), _fitted_alike(panes), "viewer-follow-up-before"
    )


#: As `_show_unaligned`.
show_unaligned = fragment(_show_unaligned, also=(ListedSeries,))


def jump_all(
    session: Session, result: FollowUp, entries: Sequence[Entry | None], track: Track
) -> None:
    """Every open series goes to the lesion, so that each page shows it there."""
    session.lesion_picks += 1
    for index, entry in enumerate(entries):
        if isinstance(entry, OpenSeries):
            session.jump(entry, places.slice_of(result, track, index, entry.series))


def _pane(
    session: Session,
    result: FollowUp,
    two: Two,
    place: int,
    opened: OpenSeries,
    track: Track | None,
) -> SeriesPane:
    """The viewer of scan `two[place]`."""
    here, there = two[place], two[1 - place]
    scan, series = result.scans[here], opened.series
    analysis = opened.shown_by(scan.weights_sha256)
    is_aligned = result.is_aligned(here, there)
    when = places.day_of(scan, here)
    return SeriesPane(
        pane=Pane(
            title=sentences.earlier_scan(when) if place == 0 else sentences.later_scan(when),
            note=_size(track, here),
            mask_url=None if analysis is None else series_viewer.outlines(opened, analysis),
            findings=None if analysis is None else series_viewer.findings_of(opened, analysis),
        ),
        volume_url=series_viewer.ct(opened),
        n_slices=series.n_slices,
        positions_mm=series.positions_mm,
        jump=_jump(session, result, two, here, opened, track),
        facts=series_viewer.facts(opened),
        # The later scan's frame is the shared one.
        to_shared=result.matrix(here, two[1]) if is_aligned else None,
        lesion_names=places.lesion_names(result, here, there),
        partners=places.partners(result, here, there),
        spots=places.spots(result, here, there, outlined=analysis is not None),
    )


def _jump(
    session: Session,
    result: FollowUp,
    two: Two,
    here: int,
    opened: OpenSeries,
    track: Track | None,
) -> Jump:
    """To the lesion that was picked; without one, to the middle of the liver."""
    nonce = session.lesion_picks
    seen = [] if track is None else [track.seen[index] for index in two]
    sizes = [lesion.diameter_mm for lesion in seen if lesion is not None]
    if track is not None and sizes:
        size = max(sizes)
        return places.jump_to(result, track, here, opened.series, size_mm=size, nonce=nonce)
    middle = places.liver_middle(result, here, two[1])
    at = opened.position.index if middle is None else places.nearest_slice(opened.series, middle)
    return {"slice": at, "nonce": nonce}


def _fitted_alike(panes: list[SeriesPane], matrix: np.ndarray | None = None) -> list[SeriesPane]:
    """With one size of the body in both viewers, its middle at one place of the patient where the
    scans are aligned by `matrix` (`alike`)."""
    if len(panes) < 2:
        return panes
    one, other = panes
    if one.facts.body is None or other.facts.body is None or one.facts.origins_mm is None:
        return panes
    z = one.facts.origins_mm[one.n_slices // 2][2]
    boxes = alike(one.facts.body, other.facts.body, matrix, z)
    return [
        replace(pane, facts=replace(pane.facts, body=box))
        for pane, box in zip(panes, boxes, strict=True)
    ]


def _size(track: Track | None, index: int) -> str:
    """ "lesion 2: 21.0 mm, 4.1 mL"; "" where none is picked."""
    if track is None:
        return ""
    lesion = track.seen[index]
    if lesion is None:
        return sentences.picked_not_found(track.id)
    return sentences.picked(track.id, DIAMETER.with_unit(lesion), VOLUME.with_unit(lesion))
