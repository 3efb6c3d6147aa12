"""The controls that load a reference mask for the series in view: by upload or server path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import streamlit as st

from core.dicom import Source
from core.dicom.reference_mask import open_reference
from core.errors import LiverLensError
from dashboard.state import server_folders, uploads
from dashboard.state.open_series import Entry
from dashboard.state.session import Session

WHAT_IT_IS = (
    "Outlines that someone drew on this very CT, the liver's among them: DICOM SEG, or NIfTI with "
    "1 for liver and 2 for lesion (benign only where there is a 3 for malignant). They stay in "
    "memory and are never written to disk."
)


def choose(session: Session, entry: Entry) -> np.ndarray | None:
    """Draw the controls; a file that can't be used becomes a notice above the page.

    Returns:
        (z, y, x) uint8 codes of `core.labels` on the CT's own grid; None without a reference.
    """
    held = session.references.get(entry.digest)
    with st.popover(held.name if held else "Reference mask", icon=":material/draw:"):
        st.caption(WHAT_IT_IS)
        if held:
            for note in held.notes:
                st.caption(note)
            if st.button("Remove it", key="reference-remove"):
                del session.references[entry.digest]
                st.rerun()
        _upload(session, entry)
        if server_folders.listed():
            _server_path(session, entry)
    return held.codes if held else None


def _upload(session: Session, entry: Entry) -> None:
    files = st.file_uploader(
        "Drop DICOM SEG or NIfTI here",
        accept_multiple_files=True,
        # A new key is a new, empty box: the bytes go once they were read.
        key=f"reference-{entry.digest}-{session.uploader_generation}",
    )
    if files:
        session.uploader_generation += 1
        _read(session, entry, uploads.taken(files))


def _server_path(session: Session, entry: Entry) -> None:
    with st.form("reference-path", border=False, clear_on_submit=True):
        path = st.text_input("Or its path on the server", key="reference-path-text")
        if st.form_submit_button("Load") and path.strip():
            try:
                sources = server_folders.files_in(Path(path.strip()))
            except LiverLensError as error:
                session.notify(str(error), "error")
                st.rerun()
            _read(session, entry, sources)


def _read(session: Session, entry: Entry, sources: Sequence[Source]) -> None:
    with st.spinner("Reading the reference mask"):
        try:
            session.references[entry.digest] = open_reference(sources, entry.series)
        except LiverLensError as error:
            session.notify(str(error), "error")
    st.rerun()
