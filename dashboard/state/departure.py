"""When a session has gone, its memory goes too: volumes, analyses, uploads, files."""

from __future__ import annotations

from dashboard import streamlit_internals
from dashboard.security import media
from dashboard.security.sessions import SESSIONS
from dashboard.state import volumes


def sweep() -> list[str]:
    """Free everything that sessions held which have ended or stayed away too long; returns them.

    Their work is cancelled.
    """
    volumes.STORE.expire()
    if not streamlit_internals.server_runs():
        return []
    gone = SESSIONS.sweep(streamlit_internals.is_connected)
    for session in gone:
        volumes.STORE.drop(session)
        media.forget(session)
        streamlit_internals.close_session(session)
    return gone
