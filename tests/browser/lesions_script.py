"""The app for tests/browser/test_lesions.py: a small series with two lesions, analysed already."""

import runpy

import streamlit as st

from dashboard.services import models
from tests.core.known_network import MALIGNANT_HU, block_volume, hu_series
from tests.dashboard.tiny_case import CARD, MODEL, session_with
from tests.privacy.planted import TAGS

models.model_cards = lambda: {CARD.name: CARD}
models.model = lambda _card: MODEL

if "liverlens" not in st.session_state:
    volume = block_volume(6)
    volume[3:5, 20:32, 20:32] = MALIGNANT_HU
    volume[1, 40:50, 24:34] = MALIGNANT_HU
    st.session_state["liverlens"] = session_with(hu_series(volume, **TAGS), analysed=True)

runpy.run_module("dashboard.app")
