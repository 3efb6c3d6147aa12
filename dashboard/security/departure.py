"""A session that has gone takes all its memory with it: volumes, analyses, uploads, files."""

from __future__ import annotations

from streamlit import runtime

from dashboard.security import media
from dashboard.security.sessions import SESSIONS
from dashboard.state import volumes


def sweep() -> list[str]:
    """Let go of everything that sessions held which ended, or stayed away too long; returns them.

    Their work is called off. Streamlit would forget a session that ended only when another one
    comes or goes; here it is told.
    """
    volumes.STORE.expire()
    if not runtime.exists():
        return []
    server = runtime.get_instance()
    gone = SESSIONS.sweep(server.is_active_session)
    for session in gone:
        volumes.STORE.drop(session)
        media.forget(session)
        server.close_session(session)
    return gone
