"""The error for files that hold results about a CT, but no CT."""

from __future__ import annotations

from core.dicom.items import Item
from core.errors import NoSeriesError


class OnlyResultsError(NoSeriesError):
    """There is no CT series, but there are SEG, RTSTRUCT or structured reports."""

    def __init__(self, *args: object, results: tuple[Item, ...]) -> None:
        super().__init__(*args)
        #: Those files.
        self.results = results
