"""Which session a script run belongs to: the server knows a session from its first run on."""

from __future__ import annotations

import streamlit as st

from dashboard import streamlit_internals
from dashboard.security.browser import owner_of, person_of
from dashboard.security.sessions import SESSIONS, Content


def of_this_run(content: Content | None = None) -> tuple[str, str]:
    """(session, owner) of the script run that calls this; each is "" where there is none.

    `content` is what the session keeps in memory; it is ended when the session has gone.
    """
    session = streamlit_internals.session_of_this_run()
    if not session:
        return "", ""
    owner = owner_of(st.context.cookies)
    SESSIONS.arrive(session, owner, content, person_of(st.context.cookies))
    return session, owner


def person() -> str:
    """`browser.person_of` the script run that calls this, "" outside one."""
    return person_of(st.context.cookies) if streamlit_internals.session_of_this_run() else ""
