"""A page for tests/browser/test_table.py: two made-up tables, and what was chosen in them."""

import streamlit as st

from dashboard.components.sortable_table.table import (
    Cell,
    Column,
    Order,
    Row,
    sortable_table,
    still_there,
)

COLUMNS = [
    Column("Model", "By name.", sort="name", rising=True),
    Column("Dice", "More is better.", sort="dice"),
    Column("ms/slice", "Less is better.", sort="ms", rising=True),
]


def figure(value: float | None) -> Cell:
    if value is None:
        return Cell("not measured", tone="none")
    return Cell(str(value), small="0.1–0.9", value=value, tone="best" if value == 0.9 else "")


def row(name: str, dice: float | None, ms: float | None) -> Row:
    return Row(name, (Cell(name, value=name, swatch="#56b4e9"), figure(dice), figure(ms)))


ROWS = [row("<b>first</b>", 0.5, 30), row("second", None, 4), row("third", 0.9, 100)]
TICKED = ["<b>first</b>", "third"]

ticked = still_there(
    sortable_table(
        COLUMNS,
        ROWS,
        key="several",
        selected=TICKED,
        several=True,
        foot=["n", "93 slices", ""],
    ),
    [one.id for one in ROWS],
    TICKED,
)

# The server sorts this one.
order = st.session_state.setdefault("order", Order("dice", falling=True))
click = sortable_table(
    COLUMNS,
    sorted(ROWS, key=lambda one: one.cells[1].value or 0.0, reverse=order.falling),
    key="single",
    selected=st.session_state.get("chosen", ()),
    order=order,
)
if click and click != st.session_state.get("heard"):
    st.session_state.update(order=click.order, chosen=click.selected, heard=click)
    st.rerun()

with st.sidebar:
    st.text(f"ticked {', '.join(ticked) or 'none'}")
    st.text(f"chosen {', '.join(st.session_state.get('chosen', ())) or 'none'}")
