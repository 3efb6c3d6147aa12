"""Laboratory values as they stand beside one scan: with what a person added to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from core.laboratory.child_pugh import ChildPugh
from core.laboratory.lab_tests import TESTS
from core.laboratory.scores import Score, scores
from core.laboratory.values import Laboratory, LabValue


@dataclass(frozen=True)
class Shown:
    """The values, and what a person told where the source is silent."""

    laboratory: Laboratory
    age_years: int | None = None
    ast_upper_u_l: float | None = None
    child_pugh: ChildPugh = field(default_factory=ChildPugh)

    def scores(self, scan_day: date | None) -> tuple[Score, ...]:
        """As `core.laboratory.scores`."""
        return scores(
            self.laboratory,
            scan_day,
            age_years=self.age_years,
            ast_upper_u_l=self.ast_upper_u_l,
        )

    def nearest(self, scan_day: date | None) -> list[LabValue]:
        """Of each test the value nearest to the scan, in the order of the vocabulary."""
        found = (self.laboratory.nearest(test, scan_day) for test in TESTS)
        return [value for value in found if value is not None]
