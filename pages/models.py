"""Models: what is known of each model.

The person is about to trust a number and asks where it comes from: what the model was trained on,
how well it did on patients it never saw and how sure that is, where it fails, and whether the file
in use is the one described. What was not measured is said to be not measured.
"""

import streamlit as st

from dashboard import card_view, session

cards = session.current().cards
if not cards:
    st.info("There is no model: put a checkpoint and its card (JSON) into the folder weights/.")
for card in cards.values():
    card_view.show(card)
