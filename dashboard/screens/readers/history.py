"""Every version that was saved in the study: of what, by whom, when."""

from __future__ import annotations

import streamlit as st

from core.worklist import Store
from dashboard.screens.readers.view import InView
from dashboard.services.pseudonyms import subject


def show(store: Store, shown: InView) -> None:
    """Draw the list, the newest first; of the people whose readings the person may see."""
    names = {one.series_digest: subject(one.pseudonym) for one in shown.study.series}
    rows = [
        {
            "When (UTC)": f"{one.created_at:%Y-%m-%d %H:%M:%S}",
            "Subject": names.get(one.series_digest, "a series that was removed"),
            "Who": shown.name_of(one.reader),
            "Version": one.version,
            "Submitted": "yes" if one.is_submitted else "",
        }
        for one in store.annotated(shown.study.id, every_version=True)
        if one.reader in shown.visible.get(one.series_digest, ())
    ]
    if not rows:
        return
    with st.expander(f"History: {len(rows)} {'version' if len(rows) == 1 else 'versions'}"):
        st.dataframe(
            sorted(rows, key=lambda one: str(one["When (UTC)"]), reverse=True),
            hide_index=True,
            width="stretch",
        )
