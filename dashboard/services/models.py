"""The models that all sessions share: their cards and their loaded weights.

The only user of Streamlit's caches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.modality import MR
from core.models import available_models, cards_for, load_model
from dashboard.state.imports import one_at_a_time

if TYPE_CHECKING:
    from core.models import Model, ModelCard
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


@st.cache_resource(show_spinner=False, max_entries=6)
def _model(name: str, sha256: str, file: str) -> Model:
    """`sha256` and `file` only tell one version of the weights from another."""
    # A fragment asks for it, or a job: PyTorch may not have been imported yet.
    with one_at_a_time():
        return load_model(name)
