"""The app: one run of this script draws the shell and the page that the person is on."""

from __future__ import annotations

import streamlit as st

from dashboard import navigation, theme
from dashboard.components import audit_export, footer, notices, sidebar, topbar
from dashboard.security import door
from dashboard.services import audit, models, process_memory, warm_up
from dashboard.state import loading, session


def main() -> None:
    st.set_page_config(page_title="LiverLens", layout="wide", initial_sidebar_state="auto")
    process_memory.spare_the_collector()
    theme.dress()
    if not door.admits():
        return
    mine = session.current()
    audit.arrived(mine, st.context.cookies)
    page = navigation.choose()
    mine.cards = {}
    with notices.errors_as_sentences():
        mine.cards = models.model_cards()
    mine.collect()
    topbar.show(mine)
    sidebar.show(mine)
    door.account()
    audit_export.button()
    notices.show(mine)
    footer.show(mine.card)
    if loading.open_pending(mine) or loading.read_selected(mine):
        st.rerun()
    with notices.errors_as_sentences():
        page.run()


with warm_up.drawing():
    main()
