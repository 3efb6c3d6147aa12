"""The Child-Pugh form, which a person fills in: nothing is chosen beforehand."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.laboratory import ChildPugh, Shown
from core.laboratory import sentences as said
from core.laboratory.child_pugh import ITEMS
from dashboard.state.open_series import OpenSeries


def form(opened: OpenSeries, shown: Shown) -> None:
    """Five questions, and the class once all are answered."""
    with st.expander("Child-Pugh, to be filled in"):
        st.caption(said.child_pugh_is_yours())
        chosen = {}
        with st.container(horizontal=True, key="child-pugh"):
            for item, (heading, options) in ITEMS.items():
                answer = st.selectbox(
                    heading,
                    options,
                    index=_index(getattr(shown.child_pugh, item)),
                    placeholder="Choose",
                    key=f"child-pugh-{item}-{opened.key}",
                    width=220,
                )
                chosen[item] = None if answer is None else options.index(answer) + 1
        filled = ChildPugh(**chosen)
        if filled.points is not None:
            st.html(
                '<div class="ll-words"><b>'
                f"{said.filled_in_by_a_reader(filled.points, filled.letter)}</b></div>"
            )
    held = opened.place.laboratory
    if held.shown is not None:
        held.shown = replace(held.shown, child_pugh=filled)


def _index(points: int | None) -> int | None:
    return None if points is None else points - 1
