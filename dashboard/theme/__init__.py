"""The look of the app: a few style sheets over Streamlit's own dark theme."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st

_SHEETS = (
    "shell.css",
    "series_files.css",
    "model_menu.css",
    "card_button.css",
    "sidebar.css",
    "pages.css",
    "start.css",
    "tour.css",
    "risk.css",
    "stages.css",
    "explain.css",
    "compare.css",
    "phases.css",
    "worklist.css",
    "readers.css",
    "pacs.css",
    "follow_up.css",
    "uploads.css",
)
#: By how much large type is larger.
LARGE = 1.35
#: `theme.baseFontSize` of .streamlit/config.toml, px: Streamlit's own texts are sized by it.
_BASE_PX = 14

_TEXT_SIZE = re.compile(r"(?<=[\s;{])((?:font-size|line-height):\s*)(\d+(?:\.\d+)?px)")
_FONT = re.compile(r"(?<=[\s;{])(font:\s*(?:\w+ )?)(\d+(?:\.\d+)?px)")


def dress() -> None:
    """Apply the style sheets; call once per run, before anything is drawn."""
    folder = Path(__file__).parent
    sheets = "\n".join((folder / name).read_text(encoding="utf-8") for name in _SHEETS)
    st.html(f"<style>{scaled(sheets)}</style>")


def scaled(css: str) -> str:
    """A style sheet whose texts follow the size that is set: `12px` becomes 12 px times `--type`.

    For heights and widths that hold text, a sheet says `calc(44px * var(--type, 1))` itself.
    """
    by_type = r"\1calc(\2 * var(--type, 1))"
    return _FONT.sub(by_type, _TEXT_SIZE.sub(by_type, css))


def set_type_size(factor: float) -> None:
    """How large text is, 1 for the usual size; call it once per run, after `dress`."""
    st.html(
        f"<style>:root {{ --type: {factor:g}; "
        f"font-size: {_BASE_PX * factor:g}px !important; }}</style>"
    )
