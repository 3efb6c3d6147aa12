"""The recipe: from the scans of one patient to how each lesion changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.follow_up import sentences
from core.follow_up.alignment import NONE, Alignment, align
from core.follow_up.change import Change, change_of, days_between
from core.follow_up.comparability import comparability
from core.follow_up.order import check_scans, order_scans
from core.follow_up.scan import Scan
from core.follow_up.targets import TargetSums, target_sums
from core.follow_up.track import Track, follow
from core.liver_box import Point
from core.sentence import Sentence
from core.vocabulary.patient import reason_words


@dataclass(frozen=True, eq=False)
class FollowUp:
    """Scans of one patient, the earliest first, and their lesions over time."""

    scans: tuple[Scan, ...]
    #: From each scan to the next.
    alignments: tuple[Alignment, ...]
    tracks: tuple[Track, ...]
    sums: TargetSums
    #: Why a change may not be one.
    cautions: tuple[Sentence, ...]
    #: Whether scans that are not assessable count in the sums, because a person said so.
    with_outside: bool = False

    def days(self, index: int) -> int | None:
        """From the first scan to scan `index`; None where a date is missing."""
        return days_between(self.scans[0].study_date, self.scans[index].study_date)

    def change(self, track: Track, earlier: int, later: int) -> Change | None:
        """Of one lesion, from one scan to another; None where either does not show it."""
        before, after = track.seen[earlier], track.seen[later]
        if before is None or after is None:
            return None
        days = days_between(self.scans[earlier].study_date, self.scans[later].study_date)
        return change_of(before, after, days)

    def place_mm(self, track: Track, index: int) -> Point:
        """Where the lesion is on scan `index`, LPS mm of that scan; where it was not found, its
        expected position according to the alignment."""
        known = {i: one.centroid_mm for i, one in enumerate(track.seen) if one is not None}
        nearest = min(known, key=lambda i: (abs(i - index), i))
        x, y, z = (self.matrix(nearest, index) @ [*known[nearest], 1.0])[:3].tolist()
        return x, y, z

    def matrix(self, here: int, there: int) -> np.ndarray:
        """(4, 4): LPS mm of scan `here` -> LPS mm of scan `there`, an earlier or a later one."""
        if here > there:
            return np.linalg.inv(self.matrix(there, here))
        found = np.eye(4)
        for alignment in self.alignments[here:there]:
            found = alignment.matrix @ found
        return found

    def is_aligned(self, here: int, there: int) -> bool:
        """Whether the position of the liver is known on each scan from `here` to `there`."""
        between = self.alignments[min(here, there) : max(here, there)]
        return all(alignment.method != NONE for alignment in between)

    def since_first(self, track: Track) -> Change | None:
        """From the first scan that shows it to the last scan."""
        last = len(self.scans) - 1
        return None if track.first == last else self.change(track, track.first, last)


def follow_up(
    scans: Sequence[Scan],
    *,
    order_given: bool = False,
    same_patient: bool = False,
    with_outside: bool = False,
) -> FollowUp:
    """Order the scans, align the livers, match the lesions, sum the target diameters.

    Args:
        order_given: the order of `scans` decides where dates are missing or equal.
        same_patient: the user says that the scans are of one patient, whatever the headers say.
        with_outside: the user says that scans that are not assessable count in the sums.

    Raises:
        FollowUpError: fewer than two scans, one given twice, different patients, or no order.
    """
    check_scans(scans, same_patient=same_patient)
    ordered = order_scans(scans, order_given=order_given)
    alignments = tuple(align(one, other) for one, other in pairwise(ordered))
    tracks = follow(ordered, alignments)
    sums = target_sums(ordered, tracks, with_outside=with_outside)
    cautions = [
        *_outside(ordered, with_outside),
        *comparability(ordered, same_patient=same_patient),
        *(caution for alignment in alignments for caution in alignment.cautions),
        *_uncertain_targets(tracks, sums),
    ]
    return FollowUp(ordered, alignments, tracks, sums, tuple(dict.fromkeys(cautions)), with_outside)


def _outside(scans: Sequence[Scan], with_outside: bool) -> list[Sentence]:
    return [
        sentences.scan_not_assessable(scan.label, reason_words(scan.reasons), with_outside)
        for scan in scans
        if scan.is_outside
    ]


def _uncertain_targets(tracks: Sequence[Track], sums: TargetSums) -> list[Sentence]:
    uncertain = [t.id for t in tracks if t.id in sums.targets and any(t.unsure)]
    return [sentences.target_match_uncertain(uncertain)] if uncertain else []
