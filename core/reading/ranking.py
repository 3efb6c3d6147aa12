"""Which series a reader's time is best spent on: where models know least, and what is rare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.labels import MALIGNANT
from core.worklist import Record


@dataclass(frozen=True)
class Candidate:
    """One series of the worklist."""

    #: The latest record of it.
    record: Record
    #: 0..1, the mean of the ranks of the three below.
    score: float
    #: Width of the widest interval of p(malignant) that a model gave; None without any.
    interval_width: float | None
    #: p(malignant) of the model that is surest of it less that of the least sure one; None where
    #: fewer than two models have seen the series.
    models_differ: float | None
    #: 1 less the share of the series of the worklist that are of its category.
    rarity: float


def next_to_read(records: Sequence[Record], read: Collection[str] = ()) -> list[Candidate]:
    """All series that were not read, the most worth reading first.

    Each of the three figures is ranked among all series of the worklist: the share of them whose
    figure is lower. A figure that is not known has rank 0. Of equal scores the earlier record comes
    first.

    Args:
        records: of any models, such as `Store.list()`.
        read: digests of the series that are left out.
    """
    by_series: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda one: one.id or 0):
        by_series.setdefault(record.series_digest, []).append(record)
    latest = {digest: own[-1] for digest, own in by_series.items()}
    widths = {digest: _width(own) for digest, own in by_series.items()}
    differ = {digest: _differ(own) for digest, own in by_series.items()}
    counts = Counter(record.category for record in latest.values())
    rarity: dict[str, float | None] = {
        digest: 1 - counts[record.category] / len(latest) for digest, record in latest.items()
    }
    found = [
        Candidate(
            record,
            sum(_rank(of[digest], of.values()) for of in (widths, differ, rarity)) / 3,
            widths[digest],
            differ[digest],
            rarity[digest] or 0.0,
        )
        for digest, record in latest.items()
        if digest not in read
    ]
    return sorted(found, key=lambda one: -one.score)


def _width(records: Sequence[Record]) -> float | None:
    bounds = [one.interval[MALIGNANT] for one in records if one.interval]
    return max((high - low for low, high in bounds), default=None)


def _differ(records: Sequence[Record]) -> float | None:
    newest = {one.model_name: one.p_malignant for one in records}
    return max(newest.values()) - min(newest.values()) if len(newest) > 1 else None


def _rank(value: float | None, every: Collection[float | None]) -> float:
    """The share of `every` that is lower; an unknown one is lower than any."""
    if value is None:
        return 0.0
    return sum(other is None or other < value for other in every) / len(every)
