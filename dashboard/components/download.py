"""A button that offers a file, and says of which series the file is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.consent import OfStudy, consent_obstacle
from core.errors import InputError
from core.series import Series, SeriesTags
from dashboard.components import sentences
from dashboard.security import media
from dashboard.services import consent
from dashboard.state import session


def button(
    label: str,
    data: str | bytes | Callable[[], str | bytes | None],
    file_name: str,
    mime: str | None,
    *,
    of: Series | None,
    beside: Iterable[OfStudy] = (),
    icon: str | None = ":material/download:",
    **options: Any,
) -> None:
    """Draw it. A click downloads the file and does not rerun the page. Of a series that the
    operator's list of studies does not allow it offers nothing, and says why.

    Args:
        data: the content, or what makes it at the click, without keeping any series alive
            (`dashboard.components.weakly`); None where what it would be made of is gone.
        of: the series that the file is about, for the audit trail; None for a file about no
            single one.
        beside: all series that a file about several is about.
        options: as `st.download_button`.
    """
    every = [_Named(one.uid, one.tags) for one in (*beside, *([] if of is None else [of]))]
    content = _checked(session.current().who, data, every) if callable(data) else data
    if obstacle := next(filter(None, map(consent_obstacle, every)), ""):
        content, options = "", {**options, "disabled": True, "help": obstacle}
    with media.about(of):
        st.download_button(label, content, file_name, mime, on_click="ignore", icon=icon, **options)


@dataclass(frozen=True)
class _Named:
    """What the operator's list asks of a series; it holds no pixels."""

    uid: str
    tags: SeriesTags


def _checked(
    who: str, make: Callable[[], str | bytes | None], every: Sequence[OfStudy]
) -> Callable[[], str | bytes]:
    """The list may have changed since the button was drawn, and the series may be closed. `who`
    clicks."""

    def made() -> str | bytes:
        for one in every:
            consent.check(who, one)
        content = make()
        if content is None:
            raise InputError(sentences.file_is_gone())
        return content

    return made
