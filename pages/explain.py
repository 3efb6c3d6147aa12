"""Explain: why this slice got its score.

The person looks at a slice that the model calls suspicious and asks what in the image drives that:
they pick the class in question, see the heatmap on the slice, read how much of it falls on the
lesion and on the liver, and decide whether the score deserves belief.
"""

import streamlit as st

from dashboard import explain_view, session, welcome

mine = session.current()
entry = mine.entry
if entry is None:
    welcome.open_something("A heatmap explains the score of a slice.")
elif entry.series is None:
    welcome.cannot_open(entry)
elif mine.card is None:
    st.info("There is no model to explain: see the Models page.")
else:
    explain_view.show(mine, entry, mine.card)
