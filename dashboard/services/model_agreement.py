"""One model's answer in the light of the other models that were run on the same series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.state.open_series import OpenSeries

if TYPE_CHECKING:
    from core.pipeline import Analysis


def others(opened: OpenSeries, analysis: Analysis) -> list[Analysis]:
    """What other weights said of the series in this session, in the order of their names."""
    found = [
        other for other in opened.analyses() if other.weights_sha256 != analysis.weights_sha256
    ]
    return sorted(found, key=lambda other: other.model_name)


def weighed(opened: OpenSeries, analysis: Analysis) -> Analysis:
    """`analysis` whose patient needs review where the other models differ, its range widened to
    theirs; itself where no other was run."""
    beside = others(opened, analysis)
    if not beside:
        return analysis
    # Late: PyTorch is behind it, and this module is needed for the first page.
    from core.pipeline import with_other_models

    return with_other_models(analysis, beside)
