"""The app: one run of this script draws the shell and the page that the person is on."""

from __future__ import annotations

import streamlit as st

from dashboard import navigation, theme
from dashboard.components import (
    audit_export,
    footer,
    large_type,
    notices,
    sidebar,
    thumbnails,
    topbar,
)
from dashboard.components.loading_bar import LoadingBar
from dashboard.components.read_blind import cover
from dashboard.components.shell import shell
from dashboard.components.tour import panel as tour
from dashboard.components.uploader import uploader
from dashboard.security import door
from dashboard.services import audit, launch, models, process_memory, subscriptions, warm_up
from dashboard.state import loading, returning, session
from dashboard.state.imports import one_at_a_time


def main() -> None:
    st.set_page_config(page_title="LiverLens", layout="wide", initial_sidebar_state="auto")
    process_memory.spare_the_collector()
    subscriptions.subscribe()
    theme.dress()
    if not door.admits():
        launch.wait_at_the_door()
        return
    returning.come_back(by_launch=launch.is_asked())
    mine = session.current()
    audit.arrived(mine, st.context.cookies)
    page = navigation.choose()
    if launch.take(mine):
        st.switch_page(navigation.page("pacs"))
    tour.lead(mine, page)
    large_type.apply(mine)
    mine.notices.go_to(page.title)
    mine.cards = {}
    with notices.errors_as_sentences():
        mine.cards = models.model_cards()
    mine.collect()
    topbar.show(mine, about_series=navigation.is_about_series(page))
    uploader.listen(mine)
    sidebar.show(mine)
    door.account()
    audit_export.button()
    shown = notices.show(mine.notices)
    footer.show(mine.card)
    tour.show(mine, page)
    bar = LoadingBar()
    if loading.open_pending(mine, bar) or loading.read_selected(mine, bar):
        thumbnails.take(mine.shelf)
        st.rerun()
    with notices.errors_as_sentences(), one_at_a_time():
        if not cover.covers(mine, page):
            page.run()
        shell.follow(mine, page.url_path or "review")
    # Not reached by a run that gave way to another one: its notices are shown again.
    mine.notices.were_shown(shown, page.title)


with warm_up.drawing():
    main()
