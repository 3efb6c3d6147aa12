"""One model's answer compared with those of the other models that were run on the series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.state.open_series import Entry
from dashboard.state.session import Session

if TYPE_CHECKING:
    from core.pipeline import Analysis


def others(session: Session, entry: Entry, analysis: Analysis) -> list[Analysis]:
    """What other weights said of the series in this session, in the order of their names."""
    found = [
        other
        for (digest, sha256), other in session.analyses.items()
        if digest == entry.digest and sha256 != analysis.weights_sha256
    ]
    return sorted(found, key=lambda other: other.model_name)


def weighed(session: Session, entry: Entry, analysis: Analysis) -> Analysis:
    """`analysis`, whose patient needs review where the other models differ; itself where no other
    was run."""
    beside = others(session, entry, analysis)
    if not beside:
        return analysis
    # Late: PyTorch stands behind it, and this module is on the way to the first page.
    from core.pipeline import with_other_models

    return with_other_models(analysis, beside)
