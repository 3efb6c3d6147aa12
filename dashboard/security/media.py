"""The files that Streamlit itself serves, still pictures and downloads: whose each is.

Streamlit names them by a hash of their content and serves them to anyone. It knows which session
asked for which, except for a file that is made at the click: that is noted here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import PurePosixPath

from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorageError

from dashboard.security.sessions import Content

#: Called with what a session holds and the name of the file it takes along.
Noted = Callable[[Content, str], None]

_lock = threading.Lock()
#: Identifier of a file made at the click -> the sessions that asked for it.
_made: dict[str, set[str]] = {}
_on_download: list[Noted] = []


def watch(manager: MediaFileManager) -> None:
    """Note from now on which session a file is made for at a click."""
    make = manager.execute_deferred

    def make_and_note(file_id: str) -> str:
        asked = manager._deferred_callables.get(file_id)
        url = make(file_id)
        if asked is not None:
            with _lock:
                _made.setdefault(_identifier(url), set()).add(asked["session_id"])
        return url

    manager.execute_deferred = make_and_note


def sessions_with(path: str) -> tuple[str, ...]:
    """The sessions that show the file at `path` or made it."""
    identifier = _identifier(path)
    manager = _manager()
    with _lock:
        found = set(_made.get(identifier, ()))
    if manager is not None:
        # A copy: scripts add to it meanwhile.
        for session, files in list(manager._files_by_session_and_coord.items()):
            if identifier in list(files.values()):
                found.add(session)
    return tuple(found)


def forget(session: str) -> None:
    """A session has gone."""
    with _lock:
        for identifier in list(_made):
            _made[identifier].discard(session)
            if not _made[identifier]:
                del _made[identifier]


def on_download(noted: Noted) -> None:
    """Call `noted` whenever a file is taken along."""
    _on_download.append(noted)


def note_download(path: str, content: Content | None) -> None:
    """Tell whoever asked, if `path` is a file to take along and not a picture on the page."""
    manager = _manager()
    if manager is None or content is None:
        return
    try:
        file = manager._storage.get_file(PurePosixPath(path).name)
    except MediaFileStorageError:
        return
    if file.kind == MediaFileKind.DOWNLOADABLE:
        for noted in _on_download:
            noted(content, file.filename or "")


def _identifier(path: str) -> str:
    return PurePosixPath(path).name.split(".")[0]


def _manager() -> MediaFileManager | None:
    return runtime.get_instance().media_file_mgr if runtime.exists() else None
