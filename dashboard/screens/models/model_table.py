"""The table of models: a click on a heading sorts it, a tick before the name compares the model."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent


def model_table(
    rows: Sequence[dict],
    columns: Sequence[dict],
    counts: Sequence[str],
    *,
    picked: Sequence[str],
    key: str,
) -> tuple[str, ...]:
    """Draw the table and return the names that are ticked, in the order of `rows`.

    Sorting happens in the browser; a tick reruns the page.

    Args:
        rows, columns, counts: as `dashboard.screens.models.model_rows` makes them.
        picked: what is ticked until the person ticks something.
    """
    reported = _component()(
        key=key,
        data={
            "rows": list(rows),
            "columns": list(columns),
            "counts": list(counts),
            "picked": list(picked),
        },
        default={"picked": None},
        on_picked_change=_no_reaction,
    )
    return picked_of(reported.get("picked"), [row["name"] for row in rows], picked)


def picked_of(reported: object, names: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """What the browser reported, as far as those models are still there."""
    chosen = reported if isinstance(reported, list) else before
    return tuple(name for name in names if name in chosen)


@functools.cache
def _component() -> Any:
    """Registered once per process, at the first use: not before there is a runtime."""
    return st.components.v2.component(
        "liverlens_models",
        css=(_HERE / "model_table.css").read_text(encoding="utf-8"),
        js=(_HERE / "model_table.js").read_text(encoding="utf-8"),
    )


def _no_reaction() -> None:
    """Streamlit keeps a component's state only under a callback."""
