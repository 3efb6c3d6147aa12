"""Uploaded files, taken from Streamlit."""

from __future__ import annotations

from collections.abc import Sequence

from core.dicom import MemoryFile
from dashboard import streamlit_internals
from dashboard.streamlit_internals import UploadedFile


def taken(files: Sequence[UploadedFile]) -> tuple[MemoryFile, ...]:
    """The files' names and bytes; Streamlit holds none of the bytes from here on."""
    ours = tuple(MemoryFile(name=file.name, data=file.getvalue()) for file in files)
    streamlit_internals.forget_uploads(files)
    return ours
