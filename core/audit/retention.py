"""Records that are older than the operator keeps them, removed with a line in the audit trail."""

from __future__ import annotations

from core.audit.trail import Trail
from core.worklist.keep_days import keep_days
from core.worklist.store import Store

#: Who removed, in the audit trail.
WHO = "retention"


def apply_retention(store: Store) -> int:
    """Remove what `LIVERLENS_KEEP_DAYS` says; returns how many records went.

    Raises:
        UsageError: the setting is no number of days.
        StoreError: the store, or the audit trail, can't be written; no record is removed then.
    """
    days = keep_days()
    if days is None:
        return 0

    def note(removed: int) -> None:
        if (trail := Trail.open()) is not None:
            noun = "record" if removed == 1 else "records"
            trail.note(WHO, "removed", what=f"{removed} {noun} older than {days} days")

    return store.delete_older(days, note)
