"""A short stand-in for the patient's name, so that nothing on a page says who it is.

It is the pseudonym of the worklist, cut to its first digits: a patient has the same one in the
series list, above the image and in the worklist.
"""

from __future__ import annotations

from core.person_name import shown_name
from core.series import SeriesTags
from dashboard.services import worklist_store

#: Hexadecimal digits that are shown: among 3,000 patients two share them once in 1,000 worklists.
#: Nothing is decided by them.
SHOWN_DIGITS = 8


def subject(pseudonym: str) -> str:
    """`"Subject 3f9a21c4"` for a pseudonym of the worklist."""
    return f"Subject {pseudonym[:SHOWN_DIGITS]}"


def pseudonym(tags: SeriesTags, series_uid: str) -> str:
    """`"Subject 3f9a21c4"`; a series whose header names nobody is a subject of its own."""
    return subject(worklist_store.patient_key().pseudonym(tags, series_uid))


def person(tags: SeriesTags, series_uid: str, show_name: bool) -> str:
    """The patient's name and ID if it was asked for, otherwise the pseudonym."""
    if not show_name:
        return pseudonym(tags, series_uid)
    # Anonymised series often carry one code in both places.
    parts = dict.fromkeys(
        part for part in (shown_name(tags.patient_name), tags.patient_id.strip()) if part
    )
    return " · ".join(parts) or pseudonym(tags, series_uid)
