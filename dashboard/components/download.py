"""A button that offers a file, and says of which series the file is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.series import Series
from dashboard.security import media


def button(
    label: str,
    data: str | bytes | Callable[[], str | bytes],
    file_name: str,
    mime: str | None,
    *,
    of: Series | None,
    icon: str | None = ":material/download:",
    **options: Any,
) -> None:
    """Draw it. A click downloads the file and does not rerun the page.

    Args:
        data: the content, or what makes it at the click.
        of: the series that the file is about, for the audit trail; None for a file about no
            single one.
        options: as `st.download_button`.
    """
    with media.about(of):
        st.download_button(label, data, file_name, mime, on_click="ignore", icon=icon, **options)
