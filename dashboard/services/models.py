"""The models that all sessions share: their cards and their loaded weights.

The only user of Streamlit's caches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import UnknownModelError
from core.modality import MR
from core.models import available_models, cards_for, load_model
from dashboard.services import sentences
from dashboard.state.imports import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.models import Model, ModelCard
    from core.pipeline import Analysis
    from dashboard.state.session import Session


def model_cards() -> dict[str, ModelCard]:
    """Name -> card of every model in `weights/`, the default first.

    A few small JSON files, read each time, so that a model trained in the meantime appears.
    """
    return available_models()


def offered(session: Session) -> dict[str, ModelCard]:
    """The models that read the series in view; all of them where none is in view."""
    entry = session.in_view
    return session.cards if entry is None else cards_for(session.cards, entry.tags.modality)


def lacks_mr_model(session: Session) -> bool:
    """Whether an MR series is in view and no model reads it."""
    entry = session.in_view
    return entry is not None and entry.tags.modality == MR and not offered(session)


def model(card: ModelCard) -> Model:
    """The loaded weights of `card`, one copy for all sessions.

    Raises:
        UnknownModelError, CheckpointError: as `core.models.load_model`.
    """
    return _model(card.name, card.sha256, str(card.file))


def model_of(analysis: Analysis, cards: Iterable[ModelCard]) -> Model:
    """The weights that made the analysis, which need not be those that are chosen now.

    Raises:
        UnknownModelError: they are not among `cards` any more. CheckpointError: as `model`.
    """
    for card in cards:
        if card.sha256 == analysis.weights_sha256:
            return model(card)
    raise UnknownModelError(sentences.weights_are_gone(analysis.model_name))


@st.cache_resource(show_spinner=False, max_entries=6)
def _model(name: str, sha256: str, file: str) -> Model:
    """`sha256` and `file` only tell one version of the weights from another."""
    # A fragment asks for it, or a job: PyTorch may not have been imported yet.
    with one_at_a_time():
        return load_model(name)
