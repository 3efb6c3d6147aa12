"""A series on the shelf whose pixels are not in memory: its headers alone are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.series import Series
from dashboard.state.origin import Origin, Upload
from dashboard.state.place import Facts, OnShelf, Place
from dashboard.state.slice_position import SlicePosition

if TYPE_CHECKING:
    from core.dicom import SeriesCandidate


class ListedSeries(OnShelf):
    """Known by its headers; its pixels can be read, or it says why not."""

    def __init__(self, place: Place, failure: str = "") -> None:
        super().__init__(place)
        #: The sentence that says why it can't be opened, "" while it can.
        self.failure = failure
        #: The sentence that says why it has to wait for memory; it is read when the person asks
        #: again. "" where nothing keeps it waiting.
        self.put_off = ""

    @classmethod
    def of_candidate(cls, key: str, candidate: SeriesCandidate, origin: Origin) -> ListedSeries:
        facts = Facts.of_candidate(candidate)
        return cls(Place(key, origin, facts, candidate, SlicePosition(facts.n_slices)))

    def copy(self) -> ListedSeries:
        """The same for another session."""
        return ListedSeries(self.place.copy(), self.failure)

    @property
    def can_open(self) -> bool:
        return not self.failure and self.place.candidate is not None

    def cannot_be_read(self, why: str) -> None:
        """Its pixels can't be read: `why` in a sentence."""
        self.failure = why
        self.place.candidate = self.place.hold = None

    def take_pixels(self, series: Series) -> Place:
        """Its pixels were read: the place of the open series. An upload's files are dropped."""
        place = self.place
        place.facts = Facts.of_series(series)
        place.position.n_slices = series.n_slices
        # The one of the file's own orientation makes room for one as a radiologist sees it.
        place.thumbnail = ""
        if isinstance(place.origin, Upload):
            place.candidate = place.hold = None
        return place
