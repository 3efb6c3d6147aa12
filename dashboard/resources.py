"""What all sessions share: the only `st.cache_*` wrappers."""

from __future__ import annotations

import functools
import gc

import streamlit as st

from core.models import Model, ModelCard, available_models, load_model


@functools.cache
def settle_memory() -> None:
    """Take what was imported out of the reach of the garbage collector, once a process.

    Streamlit collects after every script run. With torch and Captum loaded that walks half a
    million objects and holds up all threads for a quarter of a second, a running analysis included;
    objects that live as long as the process need no visit.
    """
    gc.collect()
    gc.freeze()


def model_cards() -> dict[str, ModelCard]:
    """Name -> card of every model in `weights/`, the default first. A few small JSON files: read
    anew each time, so that a model trained meanwhile appears."""
    return available_models()


def model(card: ModelCard) -> Model:
    """The loaded weights of `card`, one copy for all sessions.

    Raises:
        UnknownModelError, CheckpointError: as `core.models.load_model`.
    """
    return _model(card.name, card.sha256, str(card.file))


@st.cache_resource(show_spinner=False, max_entries=6)
def _model(name: str, sha256: str, file: str) -> Model:
    """`sha256` and `file` only tell one version of the weights from another."""
    return load_model(name)
