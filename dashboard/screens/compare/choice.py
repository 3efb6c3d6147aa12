"""Which models are compared, and which heatmap lies over their images."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.comparison import FEWEST_MODELS, MOST_MODELS
from core.labels import SLICE_CLASSES
from core.models import ModelCard
from core.models.registry import CLASSICAL_BASELINE
from dashboard.screens.compare import sentences
from dashboard.services.models import offered
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

NO_HEAT, LESION_HEAT = "No heatmap", "Lesion probability"
#: Label -> the class whose whole-series Grad-CAM is shown.
GRAD_CAM = {f"Grad-CAM, {name}": name for name in reversed(SLICE_CLASSES)}


def models(session: Session, opened: OpenSeries) -> list[ModelCard]:
    """Draw the models to choose from; returns those chosen, in the order of `offered`."""
    cards = offered(session)
    chosen = session.side_by_side
    before = first_choice(session, opened) if chosen is None else list(chosen)
    picked = st.pills(
        "Models to compare",
        list(cards),
        selection_mode="multi",
        default=[name for name in before if name in cards],
        key="compare-models",
        label_visibility="collapsed",
    )
    if len(picked) > MOST_MODELS:
        st.html(
            '<div class="ll-words"><em class="ll-amber">'
            f"{sentences.too_many_picked(MOST_MODELS)}</em></div>"
        )
    names = tuple(name for name in cards if name in picked[:MOST_MODELS])
    session.side_by_side = names
    return [cards[name] for name in names]


def first_choice(session: Session, opened: OpenSeries) -> list[str]:
    """The models that have analysed the series, filled up to two: the one in use first, networks
    before the classical baseline."""
    cards = list(offered(session).values())
    done = [card.name for card in cards if opened.analysis(card) is not None]
    in_use = [session.card.name] if session.card is not None else []
    networks = sorted(cards, key=lambda card: card.backbone == CLASSICAL_BASELINE)
    others = in_use + [card.name for card in networks]
    wanted = done[:MOST_MODELS]
    for name in others:
        if len(wanted) < FEWEST_MODELS and name not in wanted:
            wanted.append(name)
    return wanted


def heatmap() -> str:
    """Draw the choice of heatmap; returns its label."""
    return st.selectbox(
        "Heatmap over the images",
        [NO_HEAT, LESION_HEAT, *GRAD_CAM],
        key="compare-heat",
        label_visibility="collapsed",
        width=210,
    )


def missing(opened: OpenSeries, cards: Sequence[ModelCard]) -> list[ModelCard]:
    """Those that have not analysed the series yet."""
    return [card for card in cards if opened.analysis(card) is None]


def stored(opened: OpenSeries, cards: Sequence[ModelCard]) -> list[ModelCard]:
    """Those whose result came with the program: nothing of it was computed here."""
    return [card for card in cards if opened.by(card.sha256).is_stored]
