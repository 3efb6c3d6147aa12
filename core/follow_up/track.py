"""One lesion through all scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.follow_up.alignment import Alignment
from core.follow_up.matching import match_lesions
from core.follow_up.scan import Scan, SeenLesion

FOLLOWED, NEW, GONE = "followed", "new", "gone"


@dataclass(frozen=True)
class Track:
    """A lesion and what each scan saw of it."""

    #: 1 is the first; the lesions of the first scan come first, by size.
    id: int
    #: One a scan; None where it was not found.
    seen: tuple[SeenLesion | None, ...]
    #: Distance to its aligned earlier place, mm; None where it was not matched on that scan.
    distances_mm: tuple[float | None, ...]
    #: Whether the match on that scan could as well be another.
    unsure: tuple[bool, ...]
    #: One sentence each: a match that could be another, a lesion that may have joined another, ...
    notes: tuple[str, ...] = ()

    @property
    def first(self) -> int:
        """Index of the first scan that shows it."""
        return next(i for i, lesion in enumerate(self.seen) if lesion is not None)

    def status(self, index: int | None = None) -> str:
        """What became of it up to that scan (default: the last): `FOLLOWED` from the first scan,
        `NEW` since it, or `GONE`."""
        index = len(self.seen) - 1 if index is None else index
        if self.seen[index] is None:
            return GONE
        return NEW if self.first > 0 else FOLLOWED


class _Growing:
    """A track while the scans are gone through."""

    def __init__(self, lesion: SeenLesion, n_before: int) -> None:
        self.seen: list[SeenLesion | None] = [None] * n_before + [lesion]
        self.distances: list[float | None] = [None] * (n_before + 1)
        self.unsure: list[bool] = [False] * (n_before + 1)
        self.notes: list[str] = []
        #: Its last known place, in the frame of the scan before the next one.
        self.place = np.asarray(lesion.centroid_mm, dtype=float)
        self.last = lesion

    def add(self, lesion: SeenLesion, distance_mm: float, unsure: bool) -> None:
        self.seen.append(lesion)
        self.distances.append(distance_mm)
        self.unsure.append(unsure)
        self.place, self.last = np.asarray(lesion.centroid_mm, dtype=float), lesion

    def miss(self, place: np.ndarray) -> None:
        self.seen.append(None)
        self.distances.append(None)
        self.unsure.append(False)
        self.place = place


def follow(scans: Sequence[Scan], alignments: Sequence[Alignment]) -> tuple[Track, ...]:
    """Every lesion through `scans`; `alignments[i]` leads from scan i to scan i + 1.

    A lesion that a scan does not show keeps its place for the next ones, so that one which was
    overlooked once is not called new when it is seen again.
    """
    growing = [_Growing(lesion, 0) for lesion in scans[0].lesions]
    for index, alignment in enumerate(alignments, start=1):
        growing += _step(growing, scans, index, alignment)
    return tuple(
        Track(
            number,
            tuple(track.seen),
            tuple(track.distances),
            tuple(track.unsure),
            tuple(track.notes),
        )
        for number, track in enumerate(growing, start=1)
    )


def _step(
    growing: list[_Growing], scans: Sequence[Scan], index: int, alignment: Alignment
) -> list[_Growing]:
    """Extend each track by scan `index`; returns those that begin on it."""
    scan = scans[index]
    known = [_placed(track.last, track.place) for track in growing]
    matching = match_lesions(known, scan.lesions, alignment)
    # Where each track was before this scan, laid over it.
    places = alignment.moved(np.array([track.place for track in growing]))
    for pair in matching.pairs:
        track, lesion = growing[pair.earlier], scan.lesions[pair.later]
        _note_match(track, lesion, pair.unsure, scans, index)
        track.add(lesion, pair.distance_mm, pair.unsure)
    found = {pair.later: growing[pair.earlier] for pair in matching.pairs}
    for number in matching.gone:
        _note_gone(growing, number, places[number], found, scan)
        growing[number].miss(places[number])
    born = []
    for number in matching.new:
        track = _Growing(scan.lesions[number], index)
        _note_new(track, [(growing[p.earlier], places[p.earlier]) for p in matching.pairs], index)
        born.append(track)
    return born


def _placed(lesion: SeenLesion, place: np.ndarray) -> SeenLesion:
    return SeenLesion(
        lesion.id, lesion.label, lesion.volume_ml, lesion.diameter_mm, tuple(map(float, place))
    )


def _note_match(
    track: _Growing, lesion: SeenLesion, unsure: bool, scans: Sequence[Scan], index: int
) -> None:
    label = scans[index].label
    if unsure:
        track.notes.append(f"On {label} another lesion lies nearly as near: look at both.")
    if track.seen[-1] is None:
        missed = next(i for i in range(index - 1, -1, -1) if track.seen[i] is None)
        track.notes.append(f"Not found on {scans[missed].label}, and again on {label}.")
    if lesion.label != track.last.label:
        track.notes.append(
            f"Looked {track.last.label} before and {lesion.label} on {label}: the model's view "
            "changed, or the match is wrong."
        )


def _note_gone(
    growing: Sequence[_Growing],
    number: int,
    place: np.ndarray,
    found: dict[int, _Growing],
    scan: Scan,
) -> None:
    """A lesion that is gone may have grown together with one that is there."""
    if growing[number].seen[-1] is None:
        return
    for later, other in found.items():
        lesion = scan.lesions[later]
        if np.linalg.norm(place - lesion.centroid_mm) <= lesion.radius_mm:
            growing[number].notes.append(
                f"Its place lies within what is now lesion {growing.index(other) + 1}: they may "
                "have grown together."
            )


def _note_new(track: _Growing, matched: Sequence[tuple[_Growing, np.ndarray]], index: int) -> None:
    """A lesion that is new may be a part of one that was there."""
    for other, place in matched:
        before = next(seen for seen in reversed(other.seen[:index]) if seen is not None)
        if np.linalg.norm(place - track.place) <= before.radius_mm:
            track.notes.append(
                "Lies within the place of an earlier lesion: it may be a part of that one."
            )
            return
