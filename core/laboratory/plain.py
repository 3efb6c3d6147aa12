"""Laboratory values and scores as plain JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.laboratory.scores import Score, doubts_of
from core.laboratory.values import Laboratory, LabValue
from core.vocabulary.quantity import plain


def plain_laboratory(
    laboratory: Laboratory, scores: Sequence[Score], scan_day: date | None
) -> dict[str, Any]:
    """Values in the unit they were reported in and in the one that scores use; no patient."""
    return {
        "source": laboratory.source,
        "values": [_value(one, scan_day) for one in laboratory.values],
        "scores": {one.quantity.key: _score(one) for one in scores},
        "notes": list(laboratory.notes),
    }


def _value(one: LabValue, scan_day: date | None) -> dict[str, Any]:
    return {
        "test": one.test.key,
        "comparator": one.comparator,
        "value": one.value,
        "unit": one.unit,
        "date": one.day.isoformat(),
        "low": one.low,
        "high": one.high,
        "converted": plain(one.converted, 4),
        "converted_unit": one.test.quantity.unit,
        "doubts": list(doubts_of(one, scan_day)),
    }


def _score(one: Score) -> dict[str, Any]:
    return {
        "value": plain(one.value, one.quantity.form.kept),
        "grade": one.grade,
        "formula": one.quantity.formula,
        "limits": one.quantity.limits,
        "dates": sorted({value.day.isoformat() for value in one.inputs}),
        "obstacle": str(one.obstacle or ""),
        "doubts": list(one.doubts),
    }
