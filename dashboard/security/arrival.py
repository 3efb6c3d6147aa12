"""Whose a script run is: its session is known to the server from its first run on."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.security.browser import owner_of
from dashboard.security.sessions import SESSIONS, Content


def of_this_run(content: Content | None = None) -> tuple[str, str]:
    """(session, owner) of the script run that calls this, "" for what there is none of.

    `content` is what the session keeps in memory; it is ended when the session has gone.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return "", ""
    owner = owner_of(st.context.cookies)
    SESSIONS.arrive(context.session_id, owner, content)
    return context.session_id, owner
