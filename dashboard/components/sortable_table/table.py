"""A table whose headings sort and whose rows can be chosen.

`st.dataframe` would draw it too, but it sorts only the rows that it was given, while the worklist
sorts in the store; it can't begin with the best or keep what was not measured at the end; and it
has neither a meaning for each cell nor intervals in a bar.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from dashboard import theme
from dashboard.components import clicks

_HERE = Path(__file__).parent

Id = TypeVar("Id", str, int)


@dataclass(frozen=True)
class Column:
    title: str
    hint: str
    #: A name of its own if a click on the heading sorts by it; "" if it doesn't.
    sort: str = ""
    #: Whether the first click puts the lowest on top.
    rising: bool = False
    #: Classes of table.css: "wide" and "beside" (only where there is room), "clipped",
    #: "wraps" (on several lines), "bar".
    look: str = ""


@dataclass(frozen=True)
class Bar:
    """A share of one, and the interval around it; each in 0..1."""

    share: float
    #: CSS.
    colour: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Cell:
    text: str
    #: In small print.
    small: str = ""
    #: Shown when the pointer rests on it.
    hint: str = ""
    #: What a table that sorts itself sorts by; None stays at the end whichever way.
    value: float | str | None = None
    #: For a screen reader, where the text is a sign.
    spoken: str = ""
    #: A class of table.css: "best", "none", "new", "quiet", "stop", "warn", "note".
    tone: str = ""
    #: CSS colour of a square before the text.
    swatch: str = ""
    #: A word in a frame behind the text, and its hint.
    flag: tuple[str, str] | None = None
    bar: Bar | None = None


@dataclass(frozen=True)
class Row:
    """One cell for each column."""

    id: str | int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Order:
    #: `Column.sort`.
    sort: str
    falling: bool


@dataclass(frozen=True)
class Asked:
    """What the person clicked last."""

    selected: tuple[str | int, ...]
    order: Order
    #: Milliseconds by the browser's clock: tells one click from the same click again.
    at: int


def sortable_table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    key: str,
    selected: Iterable[str | int] = (),
    several: bool = False,
    order: Order | None = None,
    foot: Sequence[str] = (),
) -> Asked | None:
    """Draw it; returns the last click on it, None before the first.

    Args:
        selected: ids of the rows that are chosen; several of them if `several`, by ticks before
            the first column.
        order: of the rows, where the server sorts them: a click on a heading asks for another.
            None: the browser sorts, and tells nobody.
        foot: a last row of texts, one for each column.
    """
    said = _component()(
        key=key,
        data={
            "columns": [asdict(column) for column in columns],
            "rows": [asdict(row) for row in rows],
            "foot": list(foot),
            "selected": list(selected),
            "several": several,
            "order": order and asdict(order),
        },
        default={"asked": None},
        on_asked_change=_no_reaction,
    ).get("asked")
    click = asked(said, [row.id for row in rows])
    if click is None or (order and click.order.sort not in [column.sort for column in columns]):
        return None
    return click


def asked(said: object, ids: Sequence[str | int]) -> Asked | None:
    """What the browser reported of the rows with those ids; None for anything else."""
    match said:
        case {"selected": list(chosen), "sort": str(sort), "falling": bool(falling), "at": at}:
            there = [one for one in chosen if isinstance(one, str) or clicks.whole(one) is not None]
            known = tuple(one for one in there if one in ids)
            if (when := clicks.whole(at)) is not None:
                return Asked(known, Order(sort, falling), when)
    return None


def still_there(click: Asked | None, ids: Iterable[Id], before: Sequence[Id]) -> tuple[Id, ...]:
    """The chosen rows in the order of `ids`; those chosen `before` until the person clicked."""
    chosen = before if click is None else click.selected
    return tuple(one for one in ids if one in chosen)


@functools.cache
def _component() -> Any:
    """Registered once per process, at the first use: not before a runtime is there."""
    return st.components.v2.component(
        "liverlens_sortable_table",
        css=theme.scaled((_HERE / "table.css").read_text(encoding="utf-8")),
        js=(_HERE / "table.js").read_text(encoding="utf-8"),
    )


def _no_reaction() -> None:
    """Streamlit keeps a component's state only under a callback."""
