"""The errors of an archive, some of which may pass."""

from __future__ import annotations

from core.errors import PacsError
from core.outside.retries import Passing


class PassingError(PacsError, Passing):
    """It may work in a moment: no connection, a timeout, "busy" or "unavailable"."""


class NothingThere(PacsError):
    """HTTP 404."""
