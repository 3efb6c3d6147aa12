"""The slices on which the models differ most, one row each; a click brings the slice into view."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import streamlit as st

from core.comparison import Disagreement
from core.labels import COLOURS, DISPLAY_NAMES
from dashboard.components.charts.palette import Look
from dashboard.components.weakly import weakly
from dashboard.screens.compare import sentences
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

#: The others are in the chart; each row is a button that the server draws.
MOST_ROWS = 20
APART = "How far apart: half the sum of the differences of the three probabilities, 0 to 1."
#: Room for the list beside the chart, px.
HEIGHT = 280


def show(
    session: Session,
    opened: OpenSeries,
    disagreements: Sequence[Disagreement],
    looks: Mapping[str, Look],
    current: int,
) -> None:
    """Draw the list, the most different slice first."""
    if not disagreements:
        st.caption(sentences.models_agree())
        return
    shown = disagreements[:MOST_ROWS]
    st.html(head())
    with st.container(key="compare-differences", height=HEIGHT, border=False):
        for one in shown:
            _row(session, opened, one, looks, here=one.slice_index == current)
        if len(disagreements) > len(shown):
            st.caption(sentences.more_differ_less(len(disagreements) - len(shown)))


def _row(
    session: Session,
    opened: OpenSeries,
    one: Disagreement,
    looks: Mapping[str, Look],
    here: bool,
) -> None:
    """A line of HTML with an invisible button over it."""
    with st.container(key=f"differ-{one.slice_index}"):
        st.html(row(one, looks, here))
        st.button(
            describe(one),
            key=f"differ-go-{one.slice_index}",
            on_click=weakly(session.jump, opened, index=one.slice_index),
        )


def head() -> str:
    """HTML: what stands in a row."""
    return (
        f'<div class="ll-differ ll-differ-head" title="{APART}"><b>Slice</b>'
        "<span>p(malignant), 0 to 1</span><em>Apart</em><span>Class</span></div>"
    )


def row(one: Disagreement, looks: Mapping[str, Look], here: bool = False) -> str:
    """HTML: the slice, p(malignant) of each model as a dot between 0 and 1, the classes."""
    low, high = min(one.p_malignant.values()), max(one.p_malignant.values())
    dots = "".join(
        f'<i style="left:{p:.1%};background:{looks[name].colour}"></i>'
        for name, p in one.p_malignant.items()
    )
    classes = "".join(
        f'<u style="color:{COLOURS[label]}" title="{html.escape(_said(name, label))}">'
        f"{label[0].upper()}</u>"
        for name, label in one.classes.items()
    )
    chosen = " ll-here" if here else ""
    return (
        f'<div class="ll-differ{chosen}"><b>{one.slice_index + 1}</b>'
        f'<span class="ll-line"><s style="left:{low:.1%};width:{high - low:.1%}"></s>{dots}</span>'
        f'<em title="{APART}">{one.distance:.2f}</em><span>{classes}</span></div>'
    )


def _said(name: str, label: str) -> str:
    return f"{name}: {DISPLAY_NAMES[label].lower()}"


def describe(one: Disagreement) -> str:
    """The row in words, for those who can't see it."""
    said = ", ".join(
        f"{name} {DISPLAY_NAMES[label].lower()} {one.p_malignant[name]:.2f}"
        for name, label in one.classes.items()
    )
    return f"Go to slice {one.slice_index + 1}: {said}"
