"""Measure how fast the models are on this machine, while the person watches."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.errors import LiverLensError
from core.inference.timing import measure_speed
from core.models import ModelCard
from dashboard.services import models
from dashboard.state.session import Session

#: Of timing a model, after it is loaded: long enough for a median.
SECONDS = 4.0


def measure_here(session: Session, cards: Mapping[str, ModelCard]) -> None:
    """Time every model and keep the result in the session; one that can't be loaded is named.

    Not while an analysis runs: it would slow down both.
    """
    if session.jobs:
        session.notify("An analysis is running: measure the speed when it is done.", "warning")
        return
    for number, (name, card) in enumerate(cards.items(), start=1):
        with st.spinner(f"{name}, {number} of {len(cards)}"):
            try:
                session.speeds[card.sha256] = measure_speed(models.model(card), seconds=SECONDS)
            except LiverLensError as error:
                session.notify(str(error), "error")
