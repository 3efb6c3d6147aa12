"""What other systems found in a series: reports and outlines that came as files beside its CT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import InputError
from dashboard.state import sentences
from dashboard.state.notice import Action
from dashboard.state.open_series import OpenSeries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dicom import OnlyResultsError
    from core.dicom.items import Item
    from dashboard.state.session import Session
    from dashboard.state.shelf import Entry


def without_ct(session: Session, error: OnlyResultsError) -> None:
    """Files without a CT came: they go to the series on the shelf that they are about.

    Raises:
        InputError: there is none.
    """
    if session.in_view is None:
        raise InputError(sentences.open_the_ct_first(error.results[0].name)) from error
    bring(session, error.results)


def bring(session: Session, items: Sequence[Item]) -> None:
    """Lay files with results beside the series that each of them names, or the one in view; they
    are read when its pixels are there."""
    for item in items:
        entry = _about(session, item)
        if entry is not None:
            entry.place.results_waiting.append(item)


def take_in(session: Session, opened: OpenSeries) -> None:
    """Read what waits beside that series; what doesn't fit it becomes a notice."""
    waiting, opened.place.results_waiting = opened.place.results_waiting, []
    if not waiting:
        return
    # Late: scikit-image stands behind it, and the empty Review page does without.
    from core.other_systems.files import read_results

    found = read_results(waiting, opened.series)
    for refusal in found.refusals:
        session.notify(refusal, "error", about=Action.LOAD_REFERENCE)
    opened.brought.add(found.reports)
    names = [report.name for report in found.reports]
    if found.outlines is not None:
        names.append(found.outlines.name)
        if found.outlines.has_liver:
            opened.reference = found.outlines
        else:
            opened.brought.outlines = found.outlines
    if names:
        session.notify(sentences.results_are_shown(names), about=Action.LOAD_REFERENCE)


def _about(session: Session, item: Item) -> Entry | None:
    if len(session.shelf) <= 1:
        return session.in_view
    from core.other_systems.files import series_named

    named = series_named(item)
    # A UID that covers several series has a number after it (`SeriesCandidate.uid`).
    fits = [
        entry
        for entry in session.shelf
        if any(entry.uid == uid or entry.uid.startswith(f"{uid}-") for uid in named)
    ]
    if session.in_view in fits or not fits:
        return session.in_view
    return max(fits, key=lambda entry: entry.n_slices)
