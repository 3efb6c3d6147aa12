"""What the readers of a study say together."""

from __future__ import annotations

from collections.abc import Collection

from core.consensus import ARBITER, Consensus, consensus
from core.reading.readings import arbiters, submitted
from core.worklist import Store, Study


def study_consensus(
    store: Store,
    study: Study,
    series_digest: str,
    method: str,
    among: Collection[str] | None = None,
) -> Consensus:
    """Of one series, as `core.consensus.consensus`, from what was submitted.

    Args:
        among: only these readers; None: all.

    Raises:
        UsageError: too few have submitted it for that method, or the arbiter has not.
    """
    readings = submitted(store, study, series_digest, among)
    arbiter = arbiters(store, study, series_digest) if method == ARBITER else None
    return consensus(readings, method, arbiter=arbiter)
