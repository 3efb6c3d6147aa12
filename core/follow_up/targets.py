"""The sum of diameters as in RECIST 1.1, for the liver alone, and the category of its change.

After E. A. Eisenhauer et al., "New response evaluation criteria in solid tumours: Revised RECIST
guideline (version 1.1)", European Journal of Cancer 2009;45:228-247. RECIST is a reader's
assessment of a patient's whole disease; this is arithmetic on what a model outlined in one organ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.follow_up import sum_sentences as sentences
from core.follow_up.change import percent
from core.follow_up.scan import Scan
from core.follow_up.track import Track
from core.labels import MALIGNANT
from core.sentence import Sentence

TITLE = "RECIST-style, liver only, not an assessment"
#: At most two target lesions per organ (section 4.2).
MOST_TARGETS = 2
#: Minimum longest diameter of a target on CT, mm; where slices are thicker than 5 mm, twice their
#: thickness (section 3.1.1).
LEAST_MM, THICK_SLICE_MM = 10.0, 5.0
#: Section 4.3.1: a fall of 30 % from the baseline sum; a rise of 20 % and 5 mm above the nadir.
PARTIAL_PERCENT, PROGRESS_PERCENT, PROGRESS_MM = -30.0, 20.0, 5.0

COMPLETE, PARTIAL = "complete response", "partial response"
STABLE, PROGRESS = "stable disease", "progressive disease"
BASELINE = "baseline"


@dataclass(frozen=True)
class TargetSum:
    """The sum on one scan."""

    #: Sum of the longest diameters of the targets, mm; a lesion that was not found counts 0.
    sum_mm: float
    #: Change from the first sum in percent of it; None on the first scan.
    from_baseline_percent: float | None
    #: Change from the nadir, the smallest earlier sum (the first included): percent and mm; None on
    #: the first scan.
    from_nadir_percent: float | None
    from_nadir_mm: float | None
    #: Tracks that are new on this scan, look malignant and measure at least `LEAST_MM`.
    new_lesions: tuple[int, ...]
    #: Smaller ones: "equivocal" (section 4.3.5), not counted.
    equivocal_lesions: tuple[int, ...]
    #: One of the categories above.
    word: str
    reason: Sentence


@dataclass(frozen=True)
class TargetSums:
    """Target lesions, chosen on the first scan, and their sum on each scan."""

    #: `Track.id` of each target, the largest first; empty where no lesion of the first scan
    #: qualifies.
    targets: tuple[int, ...]
    #: Minimum diameter of a target on that scan, mm.
    least_mm: float
    #: One per scan; None on one that is not assessable and was not asked for.
    sums: tuple[TargetSum | None, ...]
    #: Why there is no sum; None where there is one.
    missing: Sentence | None = None

    @property
    def known(self) -> tuple[TargetSum, ...]:
        """The sums of the scans that count, the baseline first; empty where there is none."""
        return tuple(one for one in self.sums if one is not None)


def target_sums(
    scans: Sequence[Scan], tracks: Sequence[Track], *, with_outside: bool = False
) -> TargetSums:
    """Choose the targets on the first scan and sum their diameters on every scan.

    Targets are the largest lesions of the first scan that look malignant (a lesion that looks like
    a simple cyst is no target, section 3.1.3), are not cut by the edge of the volume, and are large
    enough. A scan that is not assessable has no sum and is nobody's baseline.

    Args:
        with_outside: count those scans too, because a person said so.
    """
    counted = [i for i, scan in enumerate(scans) if with_outside or not scan.is_outside]
    if len(counted) < 2:
        return TargetSums((), LEAST_MM, (), sentences.too_few_assessable(len(counted)))
    first = counted[0]
    least = least_target_mm(scans[first])
    eligible = [
        (lesion.diameter_mm, track)
        for track in tracks
        if (lesion := track.seen[first]) is not None
        and lesion.label == MALIGNANT
        and lesion.diameter_mm >= least
        and not lesion.touches_edge
    ]
    eligible.sort(key=lambda one: -one[0])
    targets = [track for _, track in eligible[:MOST_TARGETS]]
    if not targets:
        return TargetSums((), least, (), sentences.no_target_lesion(scans[first].label, least))
    sums: dict[int, TargetSum] = {}
    for index in counted:
        before = [one.sum_mm for one in sums.values()]
        sums[index] = _sum(index, targets, tracks, before, counted)
    return TargetSums(
        tuple(track.id for track in targets), least, tuple(map(sums.get, range(len(scans))))
    )


def least_target_mm(scan: Scan) -> float:
    """Minimum diameter of a target on `scan`, mm."""
    thick = scan.thickest_mm or 0.0
    return 2 * thick if thick > THICK_SLICE_MM else LEAST_MM


def _sum(
    index: int,
    targets: Sequence[Track],
    tracks: Sequence[Track],
    before: Sequence[float],
    counted: Sequence[int],
) -> TargetSum:
    """Of one scan; `before` are the earlier sums, mm, and `counted` the scans that count."""
    seen = [track.seen[index] for track in targets]
    total = sum(lesion.diameter_mm for lesion in seen if lesion is not None)
    if not before:
        return TargetSum(total, None, None, None, (), (), BASELINE, sentences.baseline_scan())
    malignant = [
        (track, lesion.diameter_mm)
        for track in tracks
        if (lesion := track.seen[index]) is not None and lesion.label == MALIGNANT
    ]
    new = [(track.id, mm) for track, mm in malignant if _first_of(track, counted) == index]
    counted = tuple(number for number, mm in new if mm >= LEAST_MM)
    equivocal = tuple(number for number, mm in new if mm < LEAST_MM)
    nadir = min(before)
    word, reason = judge(
        total,
        baseline_mm=before[0],
        nadir_mm=nadir,
        n_new=len(counted),
        others_left=any(track not in targets for track, _ in malignant),
    )
    return TargetSum(
        total,
        percent(before[0], total),
        percent(nadir, total),
        total - nadir,
        counted,
        equivocal,
        word,
        reason,
    )


def _first_of(track: Track, counted: Sequence[int]) -> int | None:
    """The first scan that counts and shows the lesion."""
    return next((index for index in counted if track.seen[index] is not None), None)


def judge(
    sum_mm: float, *, baseline_mm: float, nadir_mm: float, n_new: int, others_left: bool
) -> tuple[str, Sentence]:
    """The category of a sum, and the reason for it.

    Args:
        baseline_mm, nadir_mm: the first sum, and the smallest one before this scan.
        n_new: new lesions that count.
        others_left: there are still malignant-looking lesions that are not targets.
    """
    rise_mm, rise = sum_mm - nadir_mm, percent(nadir_mm, sum_mm)
    if n_new:
        return PROGRESS, sentences.new_lesions(n_new, LEAST_MM)
    if rise_mm >= PROGRESS_MM and (rise is None or rise >= PROGRESS_PERCENT):
        return PROGRESS, sentences.sum_rose(PROGRESS_PERCENT, PROGRESS_MM)
    if sum_mm == 0 and not others_left:
        return COMPLETE, sentences.no_lesion_left()
    fall = percent(baseline_mm, sum_mm)
    if fall is not None and fall <= PARTIAL_PERCENT:
        return PARTIAL, sentences.sum_fell(-PARTIAL_PERCENT)
    return STABLE, sentences.sum_stable(-PARTIAL_PERCENT, PROGRESS_PERCENT, PROGRESS_MM)
