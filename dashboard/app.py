"""The app: one run of this script draws the shell and the page that the person is on."""

from __future__ import annotations

import streamlit as st

from dashboard import (
    audit_box,
    footer,
    intake,
    navigation,
    notices,
    ready,
    resources,
    session,
    sidebar,
    theme,
    topbar,
    trail,
)
from dashboard.security import door


def main() -> None:
    st.set_page_config(page_title="LiverLens", layout="wide", initial_sidebar_state="auto")
    resources.settle_memory()
    theme.dress()
    if not door.admits():
        return
    mine = session.current()
    trail.arrived(mine, st.context.cookies)
    page = navigation.choose()
    mine.cards = {}
    with notices.errors_as_sentences():
        mine.cards = resources.model_cards()
    mine.collect()
    topbar.show(mine)
    sidebar.show(mine)
    door.account()
    audit_box.button()
    notices.show(mine)
    footer.show(mine.card)
    if intake.open_pending(mine) or intake.read_selected(mine):
        st.rerun()
    with notices.errors_as_sentences():
        page.run()


with ready.drawing():
    main()
