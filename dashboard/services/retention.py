"""Records that are older than the operator keeps them go, while the server runs."""

from __future__ import annotations

import logging

from core.errors import LiverLensError
from core.worklist.keep_days import keep_days

#: Between two looks, s: what is kept for days need not go to the minute.
EVERY_SECONDS = 3600.0

_log = logging.getLogger(__name__)


def apply() -> int:
    """Remove them now; returns how many. Where that fails, the server's log says why."""
    try:
        if keep_days() is None:
            return 0
        # Late: SQLAlchemy stands behind them.
        from core.audit.retention import apply_retention
        from dashboard.services import worklist_store

        return apply_retention(worklist_store.required()) if worklist_store.exists() else 0
    except LiverLensError as error:
        _log.warning("Old records were not removed: %s", error)
        return 0
