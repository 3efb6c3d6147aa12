"""The series a person has opened: all of them listed, the recently viewed ones in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.dicom import Discovery, Exclusion, SeriesCandidate
from core.series import Series, SeriesTags

#: Volumes kept in memory per session, bytes of HU. A 512 x 512 x 300 series is 157 MB; its mask,
#: heatmap and encoded copies come on top and together weigh about as much again.
MAX_VOLUME_BYTES = 1536 * 2**20


@dataclass
class Entry:
    """One series on the shelf."""

    key: str
    #: What it was opened as: a sample's name, a server path, or "" for an upload.
    origin: str
    tags: SeriesTags
    n_slices: int
    #: (rows, columns).
    shape: tuple[int, int]
    #: (z, y, x).
    spacing_mm: tuple[float, float, float]
    warnings: tuple[str, ...]
    #: What `core.dicom.read_series` needs; None once an upload was read, so that its bytes go.
    candidate: SeriesCandidate | None
    series: Series | None = None
    #: Hash of the pixels and geometry, "" until read.
    digest: str = ""
    #: PNG data URI, "" until known.
    thumbnail: str = ""
    #: The sentence that says why it can't be opened, "" while it can.
    failure: str = ""
    #: `core.series.Series.uid`.
    uid: str = ""

    @property
    def is_upload(self) -> bool:
        return not self.origin

    @property
    def can_open(self) -> bool:
        return not self.failure and (self.series is not None or self.candidate is not None)


class Shelf:
    """Opened series in the order they came, with a bound on the volumes held at once."""

    def __init__(self, max_bytes: int = MAX_VOLUME_BYTES) -> None:
        self._entries: dict[str, Entry] = {}
        self._recent: list[str] = []
        self._max_bytes = max_bytes
        self._count = 0
        #: What was set aside while opening, in order.
        self.exclusions: list[Exclusion] = []

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str | None) -> Entry | None:
        return self._entries.get(key) if key is not None else None

    def opened_from(self, origin: str) -> list[Entry]:
        """The entries that came from that sample or server path and can still be opened."""
        return [e for e in self if origin and e.origin == origin and e.can_open]

    def add(self, discovery: Discovery, origin: str) -> list[Entry]:
        """List what was found; nothing is read yet. Returns the new entries."""
        added = []
        for candidate in discovery.candidates:
            self._count += 1
            entry = Entry(
                key=f"s{self._count}",
                origin=origin,
                tags=candidate.tags,
                n_slices=candidate.n_slices,
                shape=candidate.shape,
                spacing_mm=candidate.spacing_mm,
                warnings=tuple(candidate.warnings),
                candidate=candidate,
                uid=candidate.uid,
            )
            self._entries[entry.key] = entry
            added.append(entry)
        for exclusion in discovery.exclusions:
            if exclusion not in self.exclusions:
                self.exclusions.append(exclusion)
        return added

    def fill(self, key: str, series: Series) -> Entry:
        """Keep the pixels that were read for `key`.

        Returns:
            The entry that now holds them: the one named, or, when the very same pixels are already
            in memory under another key, that other one (the new entry is dropped).
        """
        entry = self._entries[key]
        digest = content_digest(series)
        twin = next(
            (e for e in self if e.key != key and e.digest == digest and e.series is not None), None
        )
        if twin is not None:
            self.remove(key)
            self.touch(twin.key)
            return twin
        entry.series, entry.digest = series, digest
        entry.tags, entry.warnings = series.tags, series.warnings
        entry.n_slices, entry.shape = series.n_slices, series.volume.shape[1:]
        entry.spacing_mm = series.spacing_mm
        if entry.is_upload:
            entry.candidate = None
        self.touch(key)
        return entry

    def touch(self, key: str) -> None:
        """Mark as the most recently viewed."""
        if key in self._recent:
            self._recent.remove(key)
        self._recent.append(key)

    def last_viewed(self) -> Entry | None:
        """The entry viewed last that can be opened; else any that can, else None."""
        order = [*reversed(self._recent), *self._entries]
        return next((self._entries[key] for key in order if self._entries[key].can_open), None)

    def remove(self, key: str) -> None:
        del self._entries[key]
        if key in self._recent:
            self._recent.remove(key)

    def evict(self) -> list[Entry]:
        """Let go of the pixels viewed longest ago until the rest fits; the latest always stays.

        What came from a path or a sample is read again when selected. An upload's files are gone
        by then, so its entry stays listed but has to be opened anew.

        Returns:
            The entries whose pixels were dropped.
        """
        held = [k for k in self._recent if self._entries[k].series is not None]
        total = sum(self._entries[k].series.volume.nbytes for k in held)
        evicted = []
        for key in held[:-1]:
            if total <= self._max_bytes:
                break
            entry = self._entries[key]
            total -= entry.series.volume.nbytes
            entry.series = None
            if entry.candidate is None:
                entry.failure = "Let go to free memory: open its files again."
            evicted.append(entry)
        return evicted


def content_digest(series: Series) -> str:
    """Hash of pixels and geometry: equal for the same images under any name or UID."""
    # Of the strong hashes the one that processors have instructions for.
    digest = hashlib.sha256()
    digest.update(np.ascontiguousarray(series.volume).view(np.uint8).reshape(-1).data)
    geometry = [*series.slice_origins_mm.ravel(), *series.row_direction, *series.column_direction]
    digest.update(np.asarray([*geometry, *series.spacing_mm], dtype=np.float64).tobytes())
    digest.update(repr(series.volume.shape).encode())
    return digest.hexdigest()[:32]
