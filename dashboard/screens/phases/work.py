"""Measuring the phases in the background, once for the same series and outlines."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.components.viewer.mask import numbered_mask
from dashboard.state.jobs import Job, Progress, Work
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

if TYPE_CHECKING:
    from core.pipeline import Analysis
    from core.series import Series
    from core.study import StudyCase


@dataclass(frozen=True, eq=False)
class Measured:
    """What the job makes."""

    case: StudyCase
    #: Series UID -> the outlines that were carried over to it, as viewers take them.
    outlines: dict[str, np.ndarray]


@dataclass(frozen=True)
class _Asked:
    weights_sha256: str
    #: Of the outlines that a reader may have corrected.
    revision: int
    digests: tuple[str, ...]


def job_of(
    session: Session, reference: OpenSeries, analysis: Analysis, series: Sequence[OpenSeries]
) -> Job[Measured]:
    """The one that measures them, begun if there is none.

    Args:
        series: all that are compared, `reference` among them, in the order of time.
    """
    asked = _Asked(
        analysis.weights_sha256, reference.edited.revision, tuple(one.digest for one in series)
    )

    def begin() -> Job[Any]:
        work = _work(analysis, [one.series for one in series])
        return session.begin(work, name="Comparing the phases", on=reference, total=len(series))

    return reference.phases.of(asked, begin)


def _work(analysis: Analysis, series: Sequence[Series]) -> Work[Measured]:
    """It keeps no open series."""

    def work(progress: Progress, cancel: threading.Event) -> Measured:
        # Late: PyTorch and SimpleITK stand behind it.
        from core.study import in_given_order, measure_study, outlines_of, without_pixels

        others = [one for one in series if one.uid != analysis.series.uid]
        case = measure_study(outlines_of(analysis), others, progress=progress, cancel=cancel)
        case = in_given_order(case, [one.uid for one in series])
        outlines = {
            one.uid: numbered_mask(one.mask, one.numbers)
            for one in case.series
            if not one.is_reference and one.mask is not None and one.numbers is not None
        }
        return Measured(without_pixels(case), outlines)

    return work
