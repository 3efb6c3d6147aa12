"""What a chart or a table on the page says was clicked.

It is JSON that the browser made, and any program may send other JSON: what is not as it should be
is no click, as an odd value of a widget is none (`streamlit_internals.forgive_widget_values`).
"""

from __future__ import annotations

from collections.abc import Mapping

#: As JavaScript counts: the milliseconds of a clock are below it.
MOST = 2**53


def whole(value: object, least: int = 0, most: int = MOST) -> int | None:
    """A whole number within these bounds, which may be written as 5.0; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # NaN is within no bounds.
    return int(value) if least <= value <= most and value == int(value) else None


def number(value: object, least: float, most: float) -> float | None:
    """A number within these bounds; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if least <= value <= most else None


def point(state: object) -> Mapping[str, object]:
    """The first point that is chosen in `st.plotly_chart`; empty where none is."""
    match _chosen(state, "points"):
        case [Mapping() as first, *_]:
            return first
    return {}


def custom(state: object) -> object:
    """The first of `customdata` of that point; None where there is none."""
    match point(state).get("customdata"):
        # The browser sends one value or a list of one.
        case [first, *_]:
            return first
        case other:
            return other


def slice_index(state: object, n_slices: int) -> int | None:
    """Index of the slice whose point is chosen in a chart along the slices, which count from 1
    there; None where none is."""
    number = whole(point(state).get("x"), 1, n_slices)
    return None if number is None else number - 1


def row(state: object, n_rows: int) -> int | None:
    """Index of the row whose cell is chosen in `st.dataframe`; None where none of `n_rows` is."""
    match _chosen(state, "cells"):
        case [[index, *_], *_]:
            return whole(index, 0, n_rows - 1)
    return None


def _chosen(state: object, what: str) -> object:
    selection = state.get("selection") if isinstance(state, Mapping) else None
    return selection.get(what) if isinstance(selection, Mapping) else None
