"""The reports and outlines of other systems that are shown beside one open series."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.dicom.reference_mask import ReferenceMask
    from core.other_systems import Report


class OthersResults:
    """Of one open series; in memory only."""

    def __init__(self) -> None:
        #: In the order they came.
        self.reports: tuple[Report, ...] = ()
        #: Outlines without a liver, which can be looked at but not scored against; those with one
        #: are the series' reference mask.
        self.outlines: ReferenceMask | None = None

    def add(self, reports: Iterable[Report]) -> None:
        """One that is there already takes the place of its earlier reading."""
        for report in reports:
            uid = report.sop_instance_uid
            kept = [one for one in self.reports if not uid or one.sop_instance_uid != uid]
            self.reports = (*kept, report)

    def remove(self, report: Report) -> None:
        self.reports = tuple(one for one in self.reports if one is not report)

    def copy(self) -> OthersResults:
        """The same for another session."""
        other = OthersResults()
        other.reports, other.outlines = self.reports, self.outlines
        return other
