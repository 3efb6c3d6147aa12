"""How much one lesion, or a sum, changed from one scan to another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from core.follow_up.scan import SeenLesion
from core.vocabulary.forms import VOLUME


@dataclass(frozen=True)
class Change:
    """Of one lesion, from an earlier scan to a later one."""

    #: Later minus earlier, and that in percent of the earlier value.
    volume_ml: float
    volume_percent: float | None
    #: Of the longest axial diameter.
    diameter_mm: float
    diameter_percent: float | None
    #: None where a date is missing.
    days: int | None
    #: Volume doubling time; None where the lesion did not grow or no days passed.
    doubling_days: float | None


def change_of(earlier: SeenLesion, later: SeenLesion, days: int | None) -> Change:
    """How a lesion changed in `days`."""
    return Change(
        volume_ml=later.volume_ml - earlier.volume_ml,
        volume_percent=percent(earlier.volume_ml, later.volume_ml),
        diameter_mm=later.diameter_mm - earlier.diameter_mm,
        diameter_percent=percent(earlier.diameter_mm, later.diameter_mm),
        days=days,
        doubling_days=doubling_days(earlier.volume_ml, later.volume_ml, days),
    )


def percent(before: float, after: float) -> float | None:
    """100 (after - before) / before; None where `before` is 0."""
    return 100 * (after - before) / before if before else None


def doubling_days(before_ml: float, after_ml: float, days: int | None) -> float | None:
    """days ln 2 / ln(after / before): growth at a constant rate.

    M. Schwartz, "A biomathematical approach to clinical tumor growth", Cancer 1961;14:1272-1294.
    None where no days passed, or the lesion did not grow by what files keep of a volume: what is
    left below that is the rounding of sums, and its doubling time a number of 16 digits.
    """
    before_ml, after_ml = (round(ml, VOLUME.kept) for ml in (before_ml, after_ml))
    if not days or days < 0 or before_ml <= 0 or after_ml <= before_ml:
        return None
    return days * math.log(2) / math.log(after_ml / before_ml)


def days_between(earlier: date | None, later: date | None) -> int | None:
    """None where a date is missing."""
    return None if earlier is None or later is None else (later - earlier).days
