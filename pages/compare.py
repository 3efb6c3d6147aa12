"""Compare: two to four models on one scan.

The person is a clinician or ML engineer who compares models: do they outline the same, do they
worry about the same slices, for the same reason, and what does each cost? They scroll one image and
all follow, go to where the models differ most, and score each against outlines of their own.
"""

import streamlit as st

from core.comparison import FEWEST_MODELS
from dashboard.components import welcome
from dashboard.components.sentences import no_model_for_mr
from dashboard.screens.compare import page, sentences
from dashboard.services import models
from dashboard.state import session
from dashboard.state.listed_series import ListedSeries

mine = session.current()
match mine.in_view:
    case None:
        welcome.open_something("Models are compared on a CT series.")
    case ListedSeries() as listed:
        welcome.cannot_open(listed)
    case _ if models.lacks_mr_model(mine):
        st.info(no_model_for_mr())
    case _ if len(models.offered(mine)) < FEWEST_MODELS:
        st.info(sentences.too_few_models())
    case opened:
        page.show(mine, opened)
