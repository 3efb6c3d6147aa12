"""Who is signed in, and what is drawn in place of the app until somebody is."""

from __future__ import annotations

import html

import streamlit as st

from core import DISCLAIMER
from dashboard.security import identity, sentences
from dashboard.security.identity import Identity
from dashboard.security.settings import current


def person() -> Identity | None:
    """Who is signed in; None for nobody, and where nobody signs in."""
    if current().sign_in is None:
        return None
    return identity.from_claims(st.user.to_dict())


def is_administrator() -> bool:
    """Whether the person in front of this page has the role for administration."""
    who, sign_in = person(), current().sign_in
    return who is not None and sign_in is not None and sign_in.may_administer(who)


def admits() -> bool:
    """Whether the app may be shown; where it may not, it draws what to do."""
    sign_in = current().sign_in
    if sign_in is None:
        return True
    who = person()
    if who is not None and sign_in.may_use(who):
        return True
    with st.container(key="welcome"):
        if who is None:
            _say("Sign in to LiverLens", sentences.open_to_known_people())
            st.button("Sign in", type="primary", on_click=st.login)
        else:
            name = str(who.claims.get("email") or "This account")
            _say("No access", sentences.may_not_use_it(name))
            st.button("Sign out", on_click=st.logout)
        st.html(f'<div class="ll-welcome"><p>{DISCLAIMER}</p></div>')
    return False


def account() -> None:
    """Who is signed in, and a button to sign out; nothing where nobody signs in."""
    who = person()
    if who is None:
        return
    st.html(
        f'<div class="ll-head">{html.escape(str(who.claims.get("email") or "Signed in"))}</div>'
    )
    st.button("Sign out", key="sign-out", on_click=st.logout, width="stretch")


def _say(title: str, text: str) -> None:
    st.html(
        f'<div class="ll-welcome"><h1>{html.escape(title)}</h1><p>{html.escape(text)}</p></div>'
    )
