"""The look of the app: a few style sheets over Streamlit's own dark theme."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_SHEETS = (
    "shell.css",
    "model_menu.css",
    "sidebar.css",
    "pages.css",
    "risk.css",
    "stages.css",
    "explain.css",
    "compare.css",
    "worklist.css",
    "follow_up.css",
    "uploads.css",
)


def dress() -> None:
    """Apply the style sheets; call once per run, before anything is drawn."""
    folder = Path(__file__).parent
    sheets = "\n".join((folder / name).read_text(encoding="utf-8") for name in _SHEETS)
    st.html(f"<style>{sheets}</style>")
