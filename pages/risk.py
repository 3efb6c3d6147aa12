"""Patient risk: from the slices to the patient.

The person has the verdict and wants to know what it rests on: which slices made the score and by
what rule, whether one slice or a whole region carries it, how large the lesions are. They want to
jump from a suspicious slice to the image, and to take the numbers with them.
"""

import streamlit as st

from dashboard import risk_view, session, welcome

mine = session.current()
entry = mine.entry
analysis = mine.analysis(entry, mine.card)
if entry is None:
    welcome.open_something("The risk of a patient is read from a CT series.")
elif analysis is None:
    welcome.not_analysed(mine.job(entry, mine.card), "The patient's risk comes from all slices.")
else:
    risk_view.verdict(analysis)
    chart, side = st.columns([2.2, 1])
    with chart:
        risk_view.chart(mine, entry, analysis)
    with side:
        risk_view.slice_in_view(mine, entry, analysis)
    risk_view.lesions(mine, entry, analysis)
    risk_view.take_along(analysis)
