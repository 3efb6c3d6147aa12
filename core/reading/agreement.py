"""Agreement of the readers of a study, series by series and together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from core.agreement import SeriesAgreement, StudyAgreement, pooled, series_agreement
from core.errors import Cancelled
from core.reading import sentences
from core.reading.readings import submitted
from core.worklist import Store, Study


@dataclass(frozen=True, eq=False)
class StudyReadings:
    """Of the series that two readers or more have submitted."""

    #: None where there is no such series.
    pooled: StudyAgreement | None
    #: Digest -> agreement, in the order of the study.
    series: Mapping[str, SeriesAgreement]


def study_agreement(
    store: Store,
    study: Study,
    *,
    among: Mapping[str, Collection[str]] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> StudyReadings:
    """How far the readers of a study agree.

    Args:
        among: digest -> whose readings count, so that nobody sees more than they may
            (`core.worklist.study.visible_to`); None: all.

    Raises:
        Cancelled: `cancel` was set.
    """
    found: dict[str, SeriesAgreement] = {}
    for done, one in enumerate(study.series):
        if cancel is not None and cancel.is_set():
            raise Cancelled(sentences.comparing_was_cancelled())
        if progress is not None:
            progress(done, len(study.series))
        who = None if among is None else among.get(one.series_digest, ())
        readings = submitted(store, study, one.series_digest, who)
        if len(readings) >= 2:
            found[one.series_digest] = series_agreement(readings, one.spacing_mm)
    if progress is not None:
        progress(len(study.series), len(study.series))
    return StudyReadings(pooled(list(found.values())) if found else None, found)
