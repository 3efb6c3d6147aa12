"""Models: what is known of each model, and how they compare.

The person is about to trust a number, or to choose between models, and asks where it comes from:
how well each did on patients it never saw and how sure that is, what it costs in time, whether its
probabilities mean what they say, which lesions it misses, what it was trained on, where it fails,
and whether the file in use is the one described. What was not measured is said to be not measured.
"""

import streamlit as st

from dashboard.screens.models import page, sentences
from dashboard.state import session

mine = session.current()
if mine.cards:
    page.show(mine)
else:
    st.info(sentences.no_model())
