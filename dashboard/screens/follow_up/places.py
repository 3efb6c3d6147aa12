"""Where the viewers go: a lesion on each scan, or its place where a scan does not show it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.follow_up import FollowUp, Scan, Track
from core.series import Series
from dashboard.components.viewer import Spot
from dashboard.components.viewer.mask import MAX_LESION_NUMBER
from dashboard.screens.follow_up import sentences
from dashboard.state.slice_position import Jump


def nearest_slice(series: Series, place_mm: Sequence[float] | np.ndarray) -> int:
    """Index of the slice that lies nearest to a place, LPS mm."""
    along = np.asarray(place_mm, dtype=float) @ series.normal
    return int(np.abs(series.positions_mm - along).argmin())


def slice_of(result: FollowUp, track: Track, index: int, series: Series) -> int:
    """The slice on which the lesion is largest; where it was not found, that of its place."""
    lesion = track.seen[index]
    if lesion is not None and lesion.slice_largest is not None:
        return min(lesion.slice_largest, series.n_slices - 1)
    return nearest_slice(series, result.place_mm(track, index))


def jump_to(
    result: FollowUp, track: Track, index: int, series: Series, *, size_mm: float, nonce: int
) -> Jump:
    """Bring a lesion, or its place, to the middle of the viewer of scan `index`.

    Args:
        size_mm: as large as that is on the screen; the same for all viewers, so that a mm is as
            long in each.
    """
    lesion = track.seen[index]
    return {
        "slice": slice_of(result, track, index, series),
        "nonce": nonce,
        "lesion": None if lesion is None else lesion.id,
        "place_mm": [round(value, 2) for value in result.place_mm(track, index)],
        "size_mm": round(size_mm, 1),
    }


def liver_middle(result: FollowUp, here: int, there: int) -> np.ndarray | None:
    """(3,) LPS mm of scan `here`: the middle of the liver on scan `there`, or of its own where
    that is not known; None where neither is."""
    own, other = result.scans[here].liver_box, result.scans[there].liver_box
    if other is not None and result.is_aligned(there, here):
        return (result.matrix(there, here) @ [*other.middle_mm, 1.0])[:3]
    return None if own is None else own.middle_mm


def lesion_names(result: FollowUp, here: int, there: int) -> dict[int, str]:
    """`Lesion.id` on scan `here` -> the number that the lesion has on every scan, and in words
    what became of it on scan `there`."""
    return {
        lesion.id: _words(track, here, there)
        for track in result.tracks
        if (lesion := track.seen[here]) is not None
    }


def partners(result: FollowUp, here: int, there: int) -> dict[int, int]:
    """`Lesion.id` on scan `here` -> that of the same lesion on scan `there`."""
    pairs = ((track.seen[here], track.seen[there]) for track in result.tracks)
    return {one.id: other.id for one, other in pairs if one is not None and other is not None}


def spots(result: FollowUp, here: int, there: int, *, outlined: bool) -> list[Spot]:
    """The places that are marked on scan `here`: of lesions that only scan `there` shows, and of
    lesions that no numbered outline shows.

    Args:
        outlined: whether the outlines of scan `here` are drawn.
    """
    found = []
    for track in result.tracks:
        own, other = track.seen[here], track.seen[there]
        lesion = own or other
        if lesion is None or (own is not None and outlined and own.id <= MAX_LESION_NUMBER):
            continue
        if own is None and not result.is_aligned(here, there):
            continue
        place = result.place_mm(track, here)
        words = _words(track, here, there)
        found.append(Spot(place, lesion.radius_mm, words, found=own is not None))
    return found


def _words(track: Track, here: int, there: int) -> str:
    """ "2", "2 · unsure", "3 · new" ..."""
    is_here, is_there = track.seen[here] is not None, track.seen[there] is not None
    if is_here and is_there:
        between = track.unsure[min(here, there) + 1 : max(here, there) + 1]
        return sentences.unsure_match(track.id) if any(between) else str(track.id)
    if is_here:
        return sentences.gone_later(track.id) if here < there else sentences.is_new(track.id)
    return sentences.not_yet_found(track.id) if here < there else sentences.not_found(track.id)


def day_of(scan: Scan, index: int) -> str:
    """The date of a scan, or its number where it has none."""
    return str(scan.study_date or f"scan {index + 1}")
