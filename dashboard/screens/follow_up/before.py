"""Two series that are not compared yet: what is missing, at once a way to it, and the images.

The person has opened last year's scan and this one. They want to look at both now, to know what the
comparison will say and what it needs, and to start that with one click; if the two can't be
compared, they want to know it before they wait.
"""

from __future__ import annotations

import html

import streamlit as st

from core.errors import FollowUpError
from core.models import ModelCard
from dashboard.components import series_labels
from dashboard.components.plain_text import plain
from dashboard.components.thumbnails import NO_PICTURE
from dashboard.screens.follow_up import analysing, sentences, viewers
from dashboard.services import pseudonyms
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry


def show(
    session: Session, card: ModelCard, two: tuple[Entry, Entry], why_not: FollowUpError | None
) -> None:
    """Draw it. `why_not`: why they can't be compared, None where they can."""
    if why_not is not None:
        st.error(plain(str(why_not)))
        if why_not.code == "different_patients":
            _words(sentences.tick_if_one_patient())
    else:
        _offer(session, card, two)
    opened = [one for one in two if isinstance(one, OpenSeries)]
    if two[0] is not two[1] and len(opened) == 2:
        viewers.show_unaligned(session, opened)
        _words(sentences.not_aligned_yet())
    else:
        cards = [_card(title, one) for title, one in zip(("Earlier", "Later"), two, strict=True)]
        st.html(f'<div class="ll-two-scans">{"".join(cards)}</div>')


def _offer(session: Session, card: ModelCard, two: tuple[Entry, Entry]) -> None:
    """What is missing, the button that brings it or how far that is, and what will appear."""
    missing = [one for one in two if not isinstance(one, OpenSeries) or one.shown(card) is None]
    with st.container(key="follow-up-before", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="ll-verdict ll-course"><h1>{_head(missing)}</h1></div>'
            f'<div class="ll-words">{html.escape(sentences.what_analyses_bring(card.name))}</div>'
        )
        analysing.offer(session, card, missing)


def _head(missing: list[Entry]) -> str:
    if any(not isinstance(one, OpenSeries) for one in missing):
        return "Images not open yet"
    return "Neither scan is analysed yet" if len(missing) > 1 else "One scan is not analysed yet"


def _card(title: str, entry: Entry) -> str:
    """A series whose images are not in memory, with the small picture of the series list."""
    lines = (
        series_labels.description(entry),
        pseudonyms.pseudonym(entry.tags, entry.uid),
        series_labels.size_text(entry),
    )
    said = "".join(f"<span>{html.escape(one)}</span>" for one in lines)
    return (
        f'<figure><img src="{entry.place.thumbnail or NO_PICTURE}" alt="">'
        f"<figcaption><b>{title} · {series_labels.date_text(entry)}</b>{said}</figcaption></figure>"
    )


def _words(text: str) -> None:
    st.html(f'<div class="ll-words">{html.escape(text)}</div>')
