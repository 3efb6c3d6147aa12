"""What readers have submitted of one series of a study."""

from __future__ import annotations

from collections.abc import Collection

from core.annotation import Annotation
from core.worklist import Store, Study


def submitted(
    store: Store, study: Study, series_digest: str, among: Collection[str] | None = None
) -> dict[str, Annotation]:
    """Reader -> what they submitted, in the order in which they joined; the arbiter is none.

    Args:
        among: only these readers; None: all.
    """
    found: dict[str, Annotation] = {}
    for reader in study.readers:
        if among is not None and reader not in among:
            continue
        own = store.annotation(series_digest, reader, study=study.id)
        if own is not None and own.is_submitted:
            found[reader] = own.annotation
    return found


def arbiters(store: Store, study: Study, series_digest: str) -> Annotation | None:
    """What the arbiter submitted of the series; None where there is none yet."""
    if study.arbiter is None:
        return None
    own = store.annotation(series_digest, study.arbiter, study=study.id)
    return own.annotation if own is not None and own.is_submitted else None
