"""One lesion on all scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.follow_up import sentences
from core.follow_up.alignment import Alignment
from core.follow_up.matching import match_lesions
from core.follow_up.scan import Scan, SeenLesion
from core.sentence import Sentence

FOLLOWED, NEW, GONE = "followed", "new", "gone"


@dataclass(frozen=True)
class Track:
    """A lesion as each scan shows it."""

    #: 1 is the first; the lesions of the first scan come first, by size.
    id: int
    #: One per scan; None where it was not found.
    seen: tuple[SeenLesion | None, ...]
    #: Distance to its aligned earlier position, mm; None where it was not matched on that scan.
    distances_mm: tuple[float | None, ...]
    #: Whether the match on that scan is uncertain.
    unsure: tuple[bool, ...]
    #: An uncertain match, a lesion that may have merged with another, and so on.
    notes: tuple[Sentence, ...] = ()

    @property
    def first(self) -> int:
        """Index of the first scan that shows it."""
        return next(i for i, lesion in enumerate(self.seen) if lesion is not None)

    def status(self, index: int | None = None) -> str:
        """On scan `index` (default: the last): `FOLLOWED` from the first scan, `NEW` since the
        first scan, or `GONE`."""
        index = len(self.seen) - 1 if index is None else index
        if self.seen[index] is None:
            return GONE
        return NEW if self.first > 0 else FOLLOWED


class _OpenTrack:
    """A track while the scans are being processed."""

    def __init__(self, lesion: SeenLesion, n_before: int) -> None:
        self.seen: list[SeenLesion | None] = [None] * n_before + [lesion]
        self.distances: list[float | None] = [None] * (n_before + 1)
        self.unsure: list[bool] = [False] * (n_before + 1)
        self.notes: list[Sentence] = []
        #: Its last known position, in the frame of the last processed scan.
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
    """Every lesion on `scans`; `alignments[i]` leads from scan i to scan i + 1.

    A lesion that a scan does not show keeps its position for the next scans, so that a lesion
    missed once is not called new when it is found again.
    """
    open_tracks = [_OpenTrack(lesion, 0) for lesion in scans[0].lesions]
    for index, alignment in enumerate(alignments, start=1):
        open_tracks += _step(open_tracks, scans, index, alignment)
    return tuple(
        Track(
            number,
            tuple(track.seen),
            tuple(track.distances),
            tuple(track.unsure),
            tuple(track.notes),
        )
        for number, track in enumerate(open_tracks, start=1)
    )


def _step(
    tracks: list[_OpenTrack], scans: Sequence[Scan], index: int, alignment: Alignment
) -> list[_OpenTrack]:
    """Extend each track by scan `index`; returns the tracks that begin on it."""
    scan = scans[index]
    known = [_placed(track.last, track.place) for track in tracks]
    matching = match_lesions(known, scan.lesions, alignment)
    # The previous position of each track, in the frame of this scan.
    places = alignment.moved(np.array([track.place for track in tracks]))
    for pair in matching.pairs:
        track, lesion = tracks[pair.earlier], scan.lesions[pair.later]
        _note_match(track, lesion, pair.unsure, scans, index)
        track.add(lesion, pair.distance_mm, pair.unsure)
    found = {pair.later: tracks[pair.earlier] for pair in matching.pairs}
    for number in matching.gone:
        _note_gone(tracks, number, places[number], found, scan)
        tracks[number].miss(places[number])
    new_tracks = []
    for number in matching.new:
        track = _OpenTrack(scan.lesions[number], index)
        _note_new(track, [(tracks[p.earlier], places[p.earlier]) for p in matching.pairs], index)
        new_tracks.append(track)
    return new_tracks


def _placed(lesion: SeenLesion, place: np.ndarray) -> SeenLesion:
    x, y, z = place.tolist()
    return SeenLesion(lesion.id, lesion.label, lesion.volume_ml, lesion.diameter_mm, (x, y, z))


def _note_match(
    track: _OpenTrack, lesion: SeenLesion, unsure: bool, scans: Sequence[Scan], index: int
) -> None:
    label = scans[index].label
    if unsure:
        track.notes.append(sentences.match_uncertain(label))
    if track.seen[-1] is None:
        missed = next(i for i in range(index - 1, -1, -1) if track.seen[i] is None)
        track.notes.append(sentences.found_again(scans[missed].label, label))
    if lesion.label != track.last.label:
        track.notes.append(sentences.label_changed(track.last.label, lesion.label, label))


def _note_gone(
    tracks: Sequence[_OpenTrack],
    number: int,
    place: np.ndarray,
    found: dict[int, _OpenTrack],
    scan: Scan,
) -> None:
    """A lesion that is gone may have merged with one that is still there."""
    if tracks[number].seen[-1] is None:
        return
    for later, other in found.items():
        lesion = scan.lesions[later]
        if np.linalg.norm(place - lesion.centroid_mm) <= lesion.radius_mm:
            tracks[number].notes.append(sentences.may_have_merged(tracks.index(other) + 1))


def _note_new(
    track: _OpenTrack, matched: Sequence[tuple[_OpenTrack, np.ndarray]], index: int
) -> None:
    """A new lesion may be part of an earlier one."""
    for other, place in matched:
        before = next(seen for seen in reversed(other.seen[:index]) if seen is not None)
        if np.linalg.norm(place - track.place) <= before.radius_mm:
            track.notes.append(sentences.may_have_split())
            return
