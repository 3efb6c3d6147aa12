"""The series of a session in the order they came: all listed, the recently viewed ones open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.series import Series, content_digest
from dashboard.state import sentences
from dashboard.state.listed_series import ListedSeries
from dashboard.state.open_series import OpenSeries
from dashboard.state.origin import Origin

if TYPE_CHECKING:
    from core.dicom import Discovery, Exclusion

#: Volumes kept in memory per session, bytes of HU. A 512 x 512 x 300 series is 157 MB; its mask,
#: heatmap and encoded copies come on top and together weigh about as much again.
MAX_VOLUME_BYTES = 1536 * 2**20

Entry = ListedSeries | OpenSeries


class Shelf:
    """By key, with a bound on the volumes held at once."""

    def __init__(self, max_bytes: int = MAX_VOLUME_BYTES) -> None:
        self._entries: dict[str, Entry] = {}
        #: Keys, the most recently viewed last.
        self._recent: list[str] = []
        self._max_bytes = max_bytes
        self._count = 0
        #: What was set aside while opening, in order.
        self.exclusions: list[Exclusion] = []

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self._entries.values()))

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str | None) -> Entry | None:
        return self._entries.get(key) if key is not None else None

    def linked(self, link: str) -> Entry | None:
        """The one that `link` in the address bar names."""
        return next((entry for entry in self if entry.place.link == link), None)

    def copy(self) -> Shelf:
        """The same series for another session."""
        other = Shelf(self._max_bytes)
        other._entries = {key: entry.copy() for key, entry in self._entries.items()}
        other._recent, other._count = list(self._recent), self._count
        other.exclusions = list(self.exclusions)
        return other

    def open(self) -> list[OpenSeries]:
        """Those whose pixels are in memory."""
        return [entry for entry in self if isinstance(entry, OpenSeries)]

    def opened_from(self, origin: Origin) -> list[Entry]:
        """Those that came from there and can still be opened."""
        return [entry for entry in self if entry.origin == origin and entry.can_open]

    def add(self, discovery: Discovery, origin: Origin) -> list[ListedSeries]:
        """List what was found; nothing is read yet. Returns the new entries."""
        added = []
        for candidate in discovery.candidates:
            self._count += 1
            entry = ListedSeries.of_candidate(f"s{self._count}", candidate, origin)
            self._entries[entry.key] = entry
            added.append(entry)
        # Results of other systems are shown beside the images.
        for exclusion in discovery.besides_results:
            if exclusion not in self.exclusions:
                self.exclusions.append(exclusion)
        return added

    def fill(self, entry: ListedSeries, series: Series) -> OpenSeries:
        """Keep the pixels that were read for `entry`.

        Returns:
            The open series in its place; or, when the very same pixels are already in memory under
            another key, that other one (`entry` is dropped, its work for the worklist goes on).
        """
        digest = content_digest(series)
        twin = next((other for other in self.open() if other.digest == digest), None)
        if twin is not None:
            twin.place.to_worklist.update(entry.place.to_worklist)
            twin.place.results_waiting += entry.place.results_waiting
            self._remove(entry.key)
            self.touch(twin.key)
            return twin
        opened = OpenSeries(entry.take_pixels(series), series, digest)
        self._entries[entry.key] = opened
        self.touch(entry.key)
        return opened

    def touch(self, key: str) -> bool:
        """Mark as the most recently viewed; one that waited for memory is tried again. False for
        an unknown key: the person may have closed it a moment ago."""
        entry = self._entries.get(key)
        if entry is None:
            return False
        if isinstance(entry, ListedSeries):
            entry.put_off = ""
        if key in self._recent:
            self._recent.remove(key)
        self._recent.append(key)
        return True

    def last_viewed(self) -> Entry | None:
        """The one viewed last that can be opened; else any that can, else None."""
        order = [*reversed(self._recent), *self._entries]
        return next((self._entries[key] for key in order if self._entries[key].can_open), None)

    def close(self, key: str) -> None:
        """Close it and take it off the shelf; an unknown key is not an error."""
        if key in self._entries:
            self._entries[key].close()
            self._remove(key)

    def evict(self) -> list[ListedSeries]:
        """Drop the pixels viewed longest ago until the rest fits; the latest always stays.

        What came from a path or a sample is read again when selected. An upload's files are gone
        by then, so it stays listed but has to be opened again.

        Returns:
            The series whose pixels were dropped, as they are listed now.
        """
        recent = [self._entries[key] for key in self._recent]
        held = [entry for entry in recent if isinstance(entry, OpenSeries)]
        total = sum(opened.series.volume.nbytes for opened in held)
        evicted = []
        for opened in held[:-1]:
            if total <= self._max_bytes:
                break
            total -= opened.series.volume.nbytes
            opened.release()
            why = "" if opened.place.candidate is not None else sentences.open_its_files_again()
            self._entries[opened.key] = listed = ListedSeries(opened.place, why)
            evicted.append(listed)
        return evicted

    def _remove(self, key: str) -> None:
        self._entries.pop(key, None)
        if key in self._recent:
            self._recent.remove(key)
