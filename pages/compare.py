"""Compare: two to four models on one scan.

The person is a clinician or ML engineer who holds models against each other: do they outline the
same, do they worry about the same slices, for the same reason, and what does each cost? They
scroll one image and all follow, go to where the models differ most, and score each against
outlines of their own.
"""

import streamlit as st

from core.comparison import FEWEST_MODELS
from dashboard.components import welcome
from dashboard.screens.compare import page
from dashboard.state import session

mine = session.current()
entry = mine.entry
if entry is None:
    welcome.open_something("Models are compared on a CT series.")
elif entry.series is None:
    welcome.cannot_open(entry)
elif len(mine.cards) < FEWEST_MODELS:
    st.info(
        "There are fewer than two models to compare: put a checkpoint and its card (JSON) into "
        "the folder weights/, or train another."
    )
else:
    page.show(mine, entry)
