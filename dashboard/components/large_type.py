"""Large type: all text larger, for a projector or for tired eyes.

Sizes of text in style sheets are multiplied by `--type` (`dashboard.theme.scaled`), which is 1
unless large type is on; what Streamlit draws follows the size of the root. The browser keeps the
choice in a cookie, so that it outlasts the session and stands in no address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import theme
from dashboard.components import sentences
from dashboard.state import session
from dashboard.state.session import Session

if TYPE_CHECKING:
    import plotly.graph_objects as go

#: Of a text in a chart that says no size, px: Plotly's own.
_USUAL_SIZE = 12
#: Written by the shell's JavaScript.
COOKIE = "liverlens_large_type"


def apply(mine: Session) -> None:
    """Draw this run in the size that the person chose, in this session or before in this
    browser."""
    if mine.large_type is None:
        mine.large_type = st.context.cookies.get(COOKIE) == "1"
    theme.set_type_size(theme.LARGE if mine.large_type else 1.0)


def switch(mine: Session, where: str) -> None:
    """The switch; `where` keeps two of them on one page apart."""
    key = f"large-type-{where}"

    def flip() -> None:
        mine.large_type = bool(mine.widget(key))

    # The other switch may have been flipped.
    mine.set_widget(key, bool(mine.large_type))
    st.toggle("Large type", key=key, on_change=flip, help=sentences.what_large_type_is())


def plotly_chart(figure: go.Figure, **options: Any) -> None:
    """`st.plotly_chart` with the texts of the figure in the size that the person chose."""
    st.plotly_chart(enlarged(figure) if session.current().large_type else figure, **options)


def enlarged(figure: go.Figure) -> go.Figure:
    """The same figure with larger texts, and the room that they need."""
    # Imported late: the first page has no chart.
    import plotly.graph_objects as go

    parts = figure.to_dict()
    _enlarge(parts)
    layout = parts["layout"]
    margin = layout.get("margin") or {}
    layout["margin"] = {side: _times(px) for side, px in margin.items()}
    if layout.get("height"):
        layout["height"] = _times(layout["height"])
    return go.Figure(parts)


def _enlarge(part: Any) -> None:
    """Make all fonts in a part of a figure larger."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name.endswith("font") and isinstance(value, dict):
                size = value.get("size")
                value["size"] = _times(_USUAL_SIZE if size is None else size)
            elif name != "template":
                _enlarge(value)
    elif isinstance(part, list | tuple):
        for value in part:
            _enlarge(value)


def _times(px: float) -> float:
    return round(px * theme.LARGE)
