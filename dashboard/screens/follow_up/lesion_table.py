"""Every lesion over time as a table: what it measured, what it measures, what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.follow_up import GONE, NEW, FollowUp, Track
from core.vocabulary import forms
from core.vocabulary.lesion import DIAMETER, LOOKS, VOLUME
from dashboard.components import clicks
from dashboard.components.number_table import number_table
from dashboard.screens.follow_up import sentences
from dashboard.state.session import Session

_NUMBER = "#"
_Text = Callable[[float], str] | None


def _change(digits: int, unit: str = "") -> Callable[[float], str]:
    return lambda value: f"{forms.signed(value, digits)}{unit}"


#: A doubling time beyond ten years says no more than that the lesion hardly grew.
_LONGEST_DAYS = 3650

#: Column -> (how its numbers are written, what it means).
_COLUMNS: dict[str, tuple[_Text, str]] = {
    _NUMBER: (None, "The same number on every scan"),
    "State": (None, "Followed from the first scan, new since it, or gone; unsure: look at both"),
    LOOKS.heading: (None, LOOKS.meaning),
    "First mm": (DIAMETER.form.text, f"{DIAMETER.title} on the first scan that shows it"),
    "Last mm": (DIAMETER.form.text, f"{DIAMETER.title} on the last scan"),
    "Δ mm": (_change(1), "Change of the diameter"),
    "Δ mm %": (_change(0, " %"), "The same in percent of the first"),
    "First mL": (VOLUME.form.text, f"{VOLUME.title} on the first scan that shows it"),
    "Last mL": (VOLUME.form.text, f"{VOLUME.title} on the last scan"),
    "Δ mL": (forms.signed_volume, "Change of the volume"),
    "Δ mL %": (_change(0, " %"), "The same in percent of the first"),
    "Days": (forms.number(0).text, "From that first scan to the last"),
    "Doubling, days": (
        lambda days: forms.at_most(days, _LONGEST_DAYS),
        "Days in which the volume would double at this rate (Schwartz, 1961); only where it grew",
    ),
    "Apart mm": (
        forms.LENGTH.text,
        "Distance to its earlier place once the livers are aligned",
    ),
}


def show(session: Session, result: FollowUp, on_pick: Callable[[], None]) -> None:
    """Draw it with the chosen lesion marked; `on_pick` runs after a click on another."""
    if not result.tracks:
        st.caption(sentences.no_lesion_on_any_scan())
        return
    st.dataframe(
        number_table(
            [row(result, track) for track in in_order(result)],
            {name: text for name, (text, _) in _COLUMNS.items() if text},
        ),
        key=key_of(result),
        hide_index=True,
        placeholder=forms.ABSENT,
        on_select=on_pick,
        selection_mode="single-cell",
        selection_default=_selection(0),
        column_config={
            name: st.column_config.Column(help=meaning) for name, (_, meaning) in _COLUMNS.items()
        },
    )


def picked(session: Session, result: FollowUp) -> Track | None:
    """The lesion that was clicked, here or in the chart; the first one before any was."""
    tracks = in_order(result)
    at = clicks.row(session.widget(key_of(result)), len(tracks))
    return next(iter(tracks), None) if at is None else tracks[at]


def pick(session: Session, result: FollowUp, number: int) -> None:
    """Mark the lesion of that `Track.id`; from a callback, before the table is drawn."""
    numbers = [track.id for track in in_order(result)]
    session.set_widget(key_of(result), _selection(numbers.index(number)))


def key_of(result: FollowUp) -> str:
    """A key of its own for each choice of scans, with outlines or without, since those may match
    lesions differently: a click on one patient's lesion is not a click on another's."""
    scans = "|".join(
        f"{scan.series_key}{scan.weights_sha256}{scan.outline is not None}" for scan in result.scans
    )
    return f"follow-up-lesions-{hashlib.sha256(scans.encode()).hexdigest()[:12]}"


def _selection(position: int) -> Any:
    return {"selection": {"cells": [[position, _NUMBER]]}}


def in_order(result: FollowUp) -> Sequence[Track]:
    """Targets, then what is new, then the others, then what is gone."""
    rank = {NEW: 1, GONE: 3}
    return sorted(
        result.tracks,
        key=lambda t: (0 if t.id in result.sums.targets else rank.get(t.status(), 2), t.id),
    )


def row(result: FollowUp, track: Track) -> dict[str, str | int | float | None]:
    """A lesion as the table shows it."""
    last = track.seen[-1]
    # One that is new on the last scan has no first size.
    first = track.seen[track.first] if track.first < len(track.seen) - 1 else None
    change = result.since_first(track)
    shown = last or next(seen for seen in reversed(track.seen) if seen is not None)
    return {
        _NUMBER: track.id,
        "State": state(result, track),
        "Looks": shown.label,
        "First mm": first.diameter_mm if first else None,
        "Last mm": last.diameter_mm if last else None,
        "Δ mm": change.diameter_mm if change else None,
        "Δ mm %": change.diameter_percent if change else None,
        "First mL": first.volume_ml if first else None,
        "Last mL": last.volume_ml if last else None,
        "Δ mL": change.volume_ml if change else None,
        "Δ mL %": change.volume_percent if change else None,
        "Days": change.days if change else None,
        "Doubling, days": change.doubling_days if change else None,
        "Apart mm": track.distances_mm[-1],
    }


def state(result: FollowUp, track: Track) -> str:
    """ "followed, target, unsure" """
    words = [track.status()]
    if track.id in result.sums.targets:
        words.append("target")
    if any(track.unsure):
        words.append("unsure")
    if result.scans[-1].is_outside:
        words.append("last scan not assessable")
    return ", ".join(words)
