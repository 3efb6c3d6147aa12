"""Patient risk: from the slices to the patient.

The person has the verdict and wants to know what it rests on: which slices made the score and by
what rule, what another rule would have said, whether one slice or a whole region carries it, how
large the lesions are and where, and how steady the answer is. They want to jump from a lesion or a
suspicious slice to the image, and to download the numbers.
"""

import streamlit as st

from dashboard.components import welcome
from dashboard.components.sentences import no_model_for_mr
from dashboard.screens.risk import page
from dashboard.services import models
from dashboard.state import session
from dashboard.state.listed_series import ListedSeries

mine = session.current()
match mine.in_view:
    case None:
        welcome.open_something("The risk of a patient is read from a CT series.")
    case ListedSeries() as listed:
        welcome.cannot_open(listed)
    case _ if models.lacks_mr_model(mine):
        st.info(no_model_for_mr())
    case opened if (analysis := opened.shown(mine.card)) is None:
        welcome.not_analysed(opened.job(mine.card), "The patient's risk comes from all slices.")
    case opened:
        page.show(mine, opened, analysis)
