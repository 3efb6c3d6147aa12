"""The app for tests/browser/test_laboratory.py: a small dated series, analysed already."""

import runpy

import streamlit as st

from dashboard.services import models
from tests.dashboard.tiny_case import CARD, MODEL, session_with, tiny_series
from tests.privacy.planted import NAME, PATIENT_ID

models.model_cards = lambda: {CARD.name: CARD}
models.model = lambda _card: MODEL

if "liverlens" not in st.session_state:
    # Without a birth date: one of the scores needs the age.
    series = tiny_series(study_date="20260201", patient_name=NAME, patient_id=PATIENT_ID)
    st.session_state["liverlens"] = session_with(series, analysed=True)

runpy.run_module("dashboard.app")
