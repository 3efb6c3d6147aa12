"""Uploaded files, taken out of Streamlit's hands."""

from __future__ import annotations

from collections.abc import Sequence

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.dicom import MemoryFile


def taken(files: Sequence[UploadedFile]) -> tuple[MemoryFile, ...]:
    """The files' names and bytes. Streamlit would keep the bytes until the tab is closed, even when
    the box that they were dropped into is gone: from here on it holds none of them."""
    ours = tuple(MemoryFile(name=file.name, data=file.getvalue()) for file in files)
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    return ours
