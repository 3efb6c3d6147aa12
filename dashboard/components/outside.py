"""What a page says of a series that is not assessable: why, and that its numbers count nowhere."""

from __future__ import annotations

import html
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import streamlit as st

from core.vocabulary.patient import Headlined, is_outside, outside_text, reason_words


def why(patient: Headlined) -> str:
    """HTML: the reasons under the headline; "" where the series is assessable."""
    words = reason_words(patient.reasons)
    return f'<p class="ll-why">{html.escape(words)}</p>' if words else ""


def mark(patient: Headlined) -> str:
    """HTML: what stands beside scores and outlines; "" where they count."""
    words = outside_text(patient)
    return f'<p class="ll-outside">{words}</p>' if words else ""


def marked(patient: Headlined, drawn: str) -> str:
    """HTML `drawn` of numbers, greyed and marked where they count nowhere."""
    if not is_outside(patient.category):
        return drawn
    return f'{mark(patient)}<div class="ll-greyed">{drawn}</div>'


def greyed(patient: Headlined, name: str) -> AbstractContextManager[Any]:
    """Around a part of the page: grey, where it is only there to be looked at.

    Args:
        name: of the part, different from all others on the page.
    """
    return st.container(key=f"outside-{name}") if is_outside(patient.category) else nullcontext()
