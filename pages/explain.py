"""Explain: why this slice got its score, and whether to believe the map that says so.

The person is a radiologist or an engineer on a slice that the model calls suspicious. They ask
which region drives that: the lesion, its rim, a vessel, the edge of the body? They want to see it
on the CT itself, at full resolution, slice after slice on one scale; to try another method or
target in case the first one flatters; to compare several methods on the same slice. Then they ask
whether to believe the map, and want figures that could have come out badly: does the score fall
when the hot pixels are removed, does the map change when the model's weights are randomised, is the
heat in the lesion at all? They read each in one sentence, and download map and figures. The image
never waits for any of it.
"""

import html

import streamlit as st

from dashboard.components import welcome
from dashboard.components.sentences import no_model_for_mr
from dashboard.screens.explain import page, sentences
from dashboard.services import consent, models
from dashboard.state import session
from dashboard.state.listed_series import ListedSeries

mine = session.current()
match mine.in_view:
    case None:
        welcome.open_something("A heatmap explains the score of a slice.")
    case ListedSeries() as listed:
        welcome.cannot_open(listed)
    case _ if models.lacks_mr_model(mine):
        st.info(no_model_for_mr())
    case _ if mine.card is None:
        st.info(sentences.no_model())
    case opened if said := consent.refusal(mine, opened):
        welcome.say("Not explained", html.escape(said))
    case opened:
        page.show(mine, opened, mine.card)
