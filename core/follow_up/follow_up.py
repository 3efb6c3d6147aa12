"""The recipe: scans of one patient in, what became of each lesion out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.follow_up.alignment import Alignment, align
from core.follow_up.change import Change, change_of, days_between
from core.follow_up.comparability import comparability
from core.follow_up.order import checked, in_order
from core.follow_up.scan import Scan
from core.follow_up.targets import TargetSums, target_sums
from core.follow_up.track import Track, follow


@dataclass(frozen=True, eq=False)
class FollowUp:
    """Scans of one patient, the earliest first, and their lesions through time."""

    scans: tuple[Scan, ...]
    #: From each scan to the next.
    alignments: tuple[Alignment, ...]
    tracks: tuple[Track, ...]
    sums: TargetSums
    #: One sentence each: why to doubt a change.
    cautions: tuple[str, ...]

    def days(self, index: int) -> int | None:
        """From the first scan to that one; None where a date is missing."""
        return days_between(self.scans[0].study_date, self.scans[index].study_date)

    def change(self, track: Track, earlier: int, later: int) -> Change | None:
        """Of one lesion from one scan to another; None where either does not show it."""
        before, after = track.seen[earlier], track.seen[later]
        if before is None or after is None:
            return None
        days = days_between(self.scans[earlier].study_date, self.scans[later].study_date)
        return change_of(before, after, days)

    def place_mm(self, track: Track, index: int) -> tuple[float, float, float]:
        """Where the lesion is on scan `index`, LPS mm of that scan; where it was not found, where
        the alignment says that it would be."""
        shown = [i for i, lesion in enumerate(track.seen) if lesion is not None]
        nearest = min(shown, key=lambda i: (abs(i - index), i))
        place = np.asarray(track.seen[nearest].centroid_mm, dtype=float)
        for alignment in self.alignments[nearest:index]:
            place = alignment.moved(place)[0]
        for alignment in reversed(self.alignments[index:nearest]):
            matrix = alignment.matrix
            place = np.linalg.solve(matrix[:3, :3], place - matrix[:3, 3])
        return tuple(float(value) for value in place)

    def since_first(self, track: Track) -> Change | None:
        """From the first scan that shows it to the last of all."""
        last = len(self.scans) - 1
        return None if track.first == last else self.change(track, track.first, last)


def follow_up(
    scans: Sequence[Scan], *, order_given: bool = False, same_patient: bool = False
) -> FollowUp:
    """Order the scans, align the livers, match the lesions, add up the targets.

    Args:
        order_given: the order of `scans` counts where a date is missing or two are equal.
        same_patient: a person says that they are of one patient, whatever the headers say.

    Raises:
        FollowUpError: fewer than two scans, one twice, different patients, or no order.
    """
    checked(scans, same_patient=same_patient)
    ordered = in_order(scans, order_given=order_given)
    alignments = tuple(align(one, other) for one, other in pairwise(ordered))
    tracks = follow(ordered, alignments)
    sums = target_sums(ordered, tracks)
    cautions = [
        *comparability(ordered, same_patient=same_patient),
        *(caution for alignment in alignments for caution in alignment.cautions),
        *_unsure_targets(tracks, sums),
    ]
    return FollowUp(ordered, alignments, tracks, sums, tuple(dict.fromkeys(cautions)))


def _unsure_targets(tracks: Sequence[Track], sums: TargetSums) -> list[str]:
    unsure = [str(t.id) for t in tracks if t.id in sums.targets and any(t.unsure)]
    if not unsure:
        return []
    return [
        f"The match of target lesion {' and '.join(unsure)} could be another: the sum of diameters "
        "rests on it."
    ]
