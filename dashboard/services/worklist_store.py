"""The worklist's store as the app uses it: opened once per process, or a sentence why not."""

from __future__ import annotations

import secrets
import threading
import time
from typing import TYPE_CHECKING

from core.errors import StoreError
from core.worklist import locate
from core.worklist.patient_key import PatientKey
from dashboard.state.sentences import said_by

if TYPE_CHECKING:
    from core.worklist import Store

#: How long a page waits for another program to release the worklist.
BUSY_SECONDS = 4.0
#: A worklist that can't be used is tried again after this time.
RETRY_SECONDS = 15.0

#: Stands in while no store can be opened, until the server ends.
_STAND_IN = PatientKey(secrets.token_bytes(32))


def required() -> Store:
    """The store that the environment names, with its key.

    Raises:
        StoreError: it can't be read and written. Asked again within `RETRY_SECONDS`, the same
            error is raised at once.
    """
    # SQLAlchemy and Alembic are behind it: imported when the store is first asked for.
    from core.worklist import Store

    location = locate()
    address = location.url.render_as_string(hide_password=False)
    with _opening:
        error, until = _refusals.get(address, (None, 0.0))
        if error is not None and time.monotonic() < until:
            raise StoreError(error.args[0]) from error
        was_taken_away = location.file is not None and not location.file.exists()
        if address not in _stores or was_taken_away:
            try:
                store = Store.open(busy_seconds=BUSY_SECONDS)
                # Without its key nothing could be kept or recognised.
                _ = store.key
            except StoreError as new:
                _refusals[address] = (new, time.monotonic() + RETRY_SECONDS)
                raise
            _refusals.pop(address, None)
            _stores[address] = store
        return _stores[address]


def available() -> Store | None:
    """The store of this server, the same for all sessions; None where it can't be used."""
    try:
        return required()
    except StoreError:
        return None


def why_not() -> str:
    """The sentence that says why `available()` is None, "" where it isn't."""
    try:
        required()
    except StoreError as error:
        return said_by(error)
    return ""


def exists() -> bool:
    """Whether there is a store to continue with, or a database that may hold one."""
    location = locate()
    return location.file is None or location.file.exists()


def try_again() -> None:
    """Forget that the store could not be used: the next who asks tries to open it."""
    with _opening:
        _refusals.clear()


def patient_key() -> PatientKey:
    """The key of all pseudonyms that the app shows."""
    store = available()
    return _STAND_IN if store is None else store.key


# Not `st.cache_resource`: the queue's worker asks too, and it runs without any session.
_opening = threading.Lock()
#: Database URL -> its store, and -> why it could not be used and until when that holds.
_stores: dict[str, Store] = {}
_refusals: dict[str, tuple[StoreError, float]] = {}
