"""The files that Streamlit itself serves, pictures and downloads: who owns each, what it is about.

Streamlit names them by a hash of their content and serves them to anyone. It knows which session
shows which, except for a file that is made at the click: that is noted here. A page says what a
download is about when it offers it (`about`).
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from core.errors import LiverLensError
from dashboard import streamlit_internals
from dashboard.security.sessions import Content
from dashboard.streamlit_internals import MediaFileManager

#: Called with what a session holds, the name of the file that it downloads, and what the file is
#: about (see `about`).
Noted = Callable[[Content, str, object | None], None]

_lock = threading.Lock()
#: Identifier of a file made at the click -> the sessions that asked for it.
_made: dict[str, set[str]] = {}
#: Session -> identifier of a download -> what it is about. The subject is not kept alive by it.
_subjects: dict[str, dict[str, weakref.ref]] = {}
_on_download: list[Noted] = []
_subject: ContextVar[object | None] = ContextVar("subject", default=None)


@contextlib.contextmanager
def about(subject: object | None) -> Iterator[None]:
    """Downloads that the block offers are about `subject`, such as a series; None for about no
    single one."""
    token = _subject.set(subject)
    try:
        yield
    finally:
        _subject.reset(token)


def watch(manager: MediaFileManager) -> None:
    """From now on, note what is offered for download, and for which session a file is made."""
    streamlit_internals.watch_downloads(manager, _offered, _was_made)
    streamlit_internals.log_refused_downloads(_refusal)


def _refusal(error: BaseException) -> str:
    """One line for the log, or "" if the program is at fault. The sentence may name a series."""
    if not isinstance(error, LiverLensError):
        return ""
    return f"A download was refused: {error.code or type(error).__name__}."


def _offered(session: str, identifier: str) -> None:
    subject = _subject.get()
    with _lock:
        if subject is None:
            _subjects.get(session, {}).pop(identifier, None)
        else:
            _subjects.setdefault(session, {})[identifier] = weakref.ref(subject)


def _was_made(session: str, offer: str, identifier: str) -> None:
    with _lock:
        _made.setdefault(identifier, set()).add(session)
        subjects = _subjects.get(session, {})
        if offer in subjects:
            subjects[identifier] = subjects[offer]


def sessions_with(path: str) -> tuple[str, ...]:
    """The sessions that show the file at `path` or made it."""
    identifier = streamlit_internals.media_identifier(path)
    with _lock:
        found = set(_made.get(identifier, ()))
    manager = _manager()
    if manager is not None:
        found.update(streamlit_internals.sessions_showing(manager, identifier))
    return tuple(found)


def forget(session: str) -> None:
    """A session has gone."""
    with _lock:
        _subjects.pop(session, None)
        for identifier in list(_made):
            _made[identifier].discard(session)
            if not _made[identifier]:
                del _made[identifier]


def on_download(noted: Noted) -> None:
    """Call `noted` whenever a file is downloaded."""
    _on_download.append(noted)


def note_download(path: str, session: str, content: Content | None) -> None:
    """`session`, which holds `content`, gets the file at `path`: report it, if it is a download and
    not a picture on the page."""
    manager = _manager()
    if manager is None or content is None:
        return
    name = streamlit_internals.download_name(manager, path)
    if name is None:
        return
    with _lock:
        subject = _subjects.get(session, {}).get(streamlit_internals.media_identifier(path))
    for noted in _on_download:
        noted(content, name, None if subject is None else subject())


def _manager() -> MediaFileManager | None:
    return streamlit_internals.media_manager()
