"""A button that offers a file, and says of which series the file is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from core.consent import OfStudy, check_consent, consent_obstacle
from core.series import Series
from dashboard.security import media


def button(
    label: str,
    data: str | bytes | Callable[[], str | bytes],
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
        data: the content, or what makes it at the click.
        of: the series that the file is about, for the audit trail; None for a file about no
            single one.
        beside: all series that a file about several is about.
        options: as `st.download_button`.
    """
    every = [*beside, *([] if of is None else [of])]
    if every:
        data = _allowed(data, every)
    if obstacle := next(filter(None, map(consent_obstacle, every)), ""):
        data, options = "", {**options, "disabled": True, "help": obstacle}
    with media.about(of):
        st.download_button(label, data, file_name, mime, on_click="ignore", icon=icon, **options)


def _allowed(
    data: str | bytes | Callable[[], str | bytes], every: list[OfStudy]
) -> str | bytes | Callable[[], str | bytes]:
    """The list may have changed since the button was drawn."""
    if not callable(data):
        return data

    def make() -> str | bytes:
        for one in every:
            check_consent(one)
        return data()

    return make
