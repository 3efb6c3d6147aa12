"""What all sessions share: the only `st.cache_*` wrappers."""

from __future__ import annotations

import functools
import gc
import threading
import time
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import StoreError
from core.models import available_models, load_model
from core.worklist import locate

if TYPE_CHECKING:
    from core.models import Model, ModelCard
    from core.worklist import Store

#: How long a page waits for another program to let go of the worklist.
BUSY_SECONDS = 4.0
#: A worklist that can't be used is tried again after so long.
RETRY_SECONDS = 15.0


@functools.cache
def settle_memory() -> None:
    """Take what was imported out of the reach of the garbage collector, once a process and once
    more when all is imported (`dashboard.services.warm_up`).

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


def worklist() -> Store:
    """The store that the environment names, opened once a process, its key at hand.

    Raises:
        StoreError: it can't be read and written; asked again soon after, the same at once.
    """
    # SQLAlchemy and Alembic stand behind it: imported when the store is first asked for.
    from core.worklist import Store

    location = locate()
    address = location.url.render_as_string(hide_password=False)
    with _opening:
        error, until = _refusals.get(address, (None, 0.0))
        if error is not None and time.monotonic() < until:
            raise StoreError(str(error)) from error
        was_taken_away = location.file is not None and not location.file.exists()
        if address not in _worklists or was_taken_away:
            try:
                store = Store.open(busy_seconds=BUSY_SECONDS)
                # Without its key nothing could be kept or recognised.
                _ = store.key
            except StoreError as new:
                _refusals[address] = (new, time.monotonic() + RETRY_SECONDS)
                raise
            _refusals.pop(address, None)
            _worklists[address] = store
        return _worklists[address]


def worklist_exists() -> bool:
    """Whether there is a store to go on with, or a database that may hold one."""
    location = locate()
    return location.file is None or location.file.exists()


def try_worklist_again() -> None:
    """Forget that the store could not be used: the next who asks tries anew."""
    with _opening:
        _refusals.clear()


# Not `st.cache_resource`: the queue's worker asks too, and it runs without any session.
_opening = threading.Lock()
#: Database URL -> its store, and -> why it could not be used and until when that holds.
_worklists: dict[str, Store] = {}
_refusals: dict[str, tuple[StoreError, float]] = {}
