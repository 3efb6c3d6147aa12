"""Readers' outlines on a new analysis of the same series: a record follows them from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import InputError
from core.worklist.store import Store

if TYPE_CHECKING:  # torch stands behind it, which takes seconds to import
    from core.pipeline import Analysis


def as_corrected(store: Store, analysis: Analysis) -> Analysis:
    """`analysis` with the newest outlines of its series that belong to no study.

    As it is where nobody outlined anything, or where the outlines lie on another grid, as when the
    series was sent again with more slices.

    Raises:
        StoreError: the store can't be read.
    """
    digest = store.key.series_digest(analysis.series.uid)
    versions = store.annotation_versions(digest, study="")
    if not versions:
        return analysis
    found = store.annotation(digest, versions[-1].reader)
    # torch stands behind it, and is there once anything was analysed.
    from core.correction import corrected

    try:
        return analysis if found is None else corrected(analysis, found.annotation)
    except InputError:
        return analysis
