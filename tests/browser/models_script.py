"""A page for tests/browser/test_models.py: a table of three made-up models, and the ticks."""

import streamlit as st

from dashboard.screens.models.model_table import model_table

COLUMNS = [
    {"title": "Dice", "hint": "More is better.", "more": True},
    {"title": "ms/slice", "hint": "Less is better.", "more": False},
]


def cell(value: float | None) -> dict:
    text = "not measured" if value is None else str(value)
    return {"text": text, "small": "0.1–0.9", "hint": "", "sort": value, "best": value == 0.9}


def row(name: str, dice: float | None, ms: float | None) -> dict:
    return {"name": name, "note": "", "colour": "#56b4e9", "cells": [cell(dice), cell(ms)]}


picked = model_table(
    [row("<b>first</b>", 0.5, 30), row("second", None, 4), row("third", 0.9, 100)],
    COLUMNS,
    ["93 slices", ""],
    picked=["<b>first</b>", "third"],
    key="table",
)
with st.sidebar:
    st.text(f"ticked {', '.join(picked) or 'none'}")
