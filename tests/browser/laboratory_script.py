"""The app for tests/browser/test_laboratory.py: a small dated series, analysed already."""

import runpy

import streamlit as st

from dashboard.services import models
from tests.dashboard.tiny_case import CARD, MODEL, session_with, tiny_series

models.model_cards = lambda: {CARD.name: CARD}
models.model = lambda _card: MODEL

if "liverlens" not in st.session_state:
    st.session_state["liverlens"] = session_with(tiny_series(study_date="20260201"), analysed=True)

runpy.run_module("dashboard.app")
