"""The controls that load a reference mask for an open series: by upload or server path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from dashboard.components import sentences
from dashboard.components.plain_text import plain
from dashboard.components.uploader import uploader
from dashboard.state import server_folders
from dashboard.state.notice import Action, attempt
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.volume_room import room_for_volumes

if TYPE_CHECKING:
    from core.dicom import Source


def choose(session: Session, opened: OpenSeries) -> np.ndarray | None:
    """Draw the controls; a file that can't be used becomes a notice above the page.

    Returns:
        (z, y, x) uint8 codes of `core.labels` on the CT's own grid; None without a reference.
    """
    held = opened.reference
    with st.popover(held.name if held else "Reference mask", icon=":material/draw:"):
        st.caption(sentences.what_a_reference_mask_is())
        if held:
            for note in held.notes:
                st.caption(plain(note))
            if st.button("Remove it", key="reference-remove"):
                opened.reference = None
                st.rerun()
        _upload(session, opened)
        if server_folders.listed():
            _server_path(session, opened)
    return held.codes if held else None


def _upload(session: Session, opened: OpenSeries) -> None:
    uploader.box(session, where="reference", purpose="reference", folders=False)
    files = session.inbox.take("reference")
    if files:
        with attempt(session.notices, Action.LOAD_REFERENCE):
            _read(session, opened, files)
        st.rerun()


def _server_path(session: Session, opened: OpenSeries) -> None:
    with st.form("reference-path", border=False, clear_on_submit=True):
        path = st.text_input("Or its path on the server", key="reference-path-text")
        if st.form_submit_button("Load") and path.strip():
            with attempt(session.notices, Action.LOAD_REFERENCE):
                _read(session, opened, server_folders.files_in(Path(path.strip())))
            st.rerun()


def _read(session: Session, opened: OpenSeries, sources: Sequence[Source]) -> None:
    # Imported late: it needs pydicom and nibabel.
    from core.dicom.reference_mask import open_reference

    with st.spinner("Reading the reference mask"), room_for_volumes(id(session)) as limits:
        opened.reference = open_reference(sources, opened.series, limits=limits)
