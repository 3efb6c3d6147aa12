"""Which records of a patient are compared by default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from core.follow_up.comparability import PHASE_CODES
from core.vocabulary.patient import is_outside
from core.worklist import Record


def choose_records(records: Sequence[Record]) -> tuple[Record, ...]:
    """One model's records of a patient, one per day, the earliest first.

    The model is the one that analysed the most series; of several, the one used last. Of several
    series of one day, an assessable one is preferred, then a portal-venous one, then the one with
    the most slices. Records without a date come last, in the order in which they were made.
    """
    if not records:
        return ()
    weights = most_used_weights(records)
    by_day: dict[object, list[Record]] = {}
    for record in sorted(records, key=_made):
        if record.weights_sha256 == weights:
            by_day.setdefault(record.study_date or ("undated", record.id), []).append(record)
    chosen = [min(same_day, key=_preference) for same_day in by_day.values()]
    dated = [(r.study_date, r) for r in chosen if r.study_date]
    dated.sort(key=lambda one: one[0])
    return (*(r for _, r in dated), *(r for r in chosen if not r.study_date))


def most_used_weights(records: Sequence[Record]) -> str:
    """SHA-256 of the weights that analysed the most series; of several, those used last."""
    counts = Counter(record.weights_sha256 for record in records)
    latest = {record.weights_sha256: _made(record) for record in sorted(records, key=_made)}
    return max(counts, key=lambda weights: (counts[weights], latest[weights]))


def _made(record: Record) -> tuple[float, int]:
    made: datetime | None = record.created_at
    return (made.timestamp() if made else 0.0, record.id or 0)


def _preference(record: Record) -> tuple[bool, int, int]:
    """The record with the smallest value is chosen."""
    other_phase = sum(caution.code in PHASE_CODES for caution in record.cautions)
    return is_outside(record.category), other_phase, -record.n_slices
