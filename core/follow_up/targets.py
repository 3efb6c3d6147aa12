"""The sum of diameters as in RECIST 1.1, of the liver alone, and the words for its change.

After E. A. Eisenhauer et al., "New response evaluation criteria in solid tumours: Revised RECIST
guideline (version 1.1)", European Journal of Cancer 2009;45:228-247. RECIST is an assessment of a
patient's whole disease by a reader; this is arithmetic over what a model outlined in one organ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.follow_up.change import percent
from core.follow_up.scan import Scan
from core.follow_up.track import Track
from core.labels import MALIGNANT

TITLE = "RECIST-style, liver only, not an assessment"
#: At most two target lesions an organ (section 4.2).
MOST_TARGETS = 2
#: Longest diameter that a target has at least on CT, mm; where slices are thicker than 5 mm, twice
#: their thickness (section 3.1.1).
LEAST_MM, THICK_SLICE_MM = 10.0, 5.0
#: Section 4.3.1: a fall of 30 % from the first sum; a rise of 20 % and 5 mm above the least sum.
PARTIAL_PERCENT, PROGRESS_PERCENT, PROGRESS_MM = -30.0, 20.0, 5.0

COMPLETE, PARTIAL = "complete response", "partial response"
STABLE, PROGRESS = "stable disease", "progressive disease"
BASELINE = "baseline"


@dataclass(frozen=True)
class TargetSum:
    """The sum on one scan."""

    #: Longest diameters of the target lesions added up, mm; a lesion that was not found counts 0.
    sum_mm: float
    #: Percent of the first sum; None on the first scan.
    from_baseline_percent: float | None
    #: From the least sum before, the first included: percent and mm; None on the first scan.
    from_nadir_percent: float | None
    from_nadir_mm: float | None
    #: Tracks that are new on this scan, look malignant and measure at least `LEAST_MM`.
    new_lesions: tuple[int, ...]
    #: Those that are smaller: "equivocal" (section 4.3.5), not counted.
    equivocal_lesions: tuple[int, ...]
    #: One of the words above.
    word: str
    #: Why, in one sentence.
    reason: str


@dataclass(frozen=True)
class TargetSums:
    """Target lesions, chosen on the first scan, and their sum on each scan."""

    #: `Track.id` of each target, the largest first; none: nothing on the first scan qualifies.
    targets: tuple[int, ...]
    #: The least diameter of a target on that scan, mm.
    least_mm: float
    sums: tuple[TargetSum, ...]
    #: Why there is no sum, in one sentence; "" where there is one.
    missing: str = ""


def target_sums(scans: Sequence[Scan], tracks: Sequence[Track]) -> TargetSums:
    """Choose the targets on the first scan and add them up on every one.

    Targets are the largest lesions of the first scan that look malignant (a lesion with the looks
    of a simple cyst is no target, section 3.1.3), are not cut by the edge of
    the volume, and are large enough.
    """
    least = least_target_mm(scans[0])
    fit = [
        track
        for track in tracks
        if (lesion := track.seen[0]) is not None
        and lesion.label == MALIGNANT
        and lesion.diameter_mm >= least
        and not lesion.touches_edge
    ]
    fit.sort(key=lambda track: -track.seen[0].diameter_mm)
    targets = fit[:MOST_TARGETS]
    if not targets:
        return TargetSums(
            (),
            least,
            (),
            f"No sum: {scans[0].label} shows no whole malignant-looking lesion of at least "
            f"{least:.0f} mm.",
        )
    sums: list[TargetSum] = []
    for index in range(len(scans)):
        sums.append(_sum(index, targets, tracks, scans, [one.sum_mm for one in sums]))
    return TargetSums(tuple(track.id for track in targets), least, tuple(sums))


def least_target_mm(scan: Scan) -> float:
    """The least diameter of a target on `scan`, mm."""
    thick = scan.thickest_mm or 0.0
    return 2 * thick if thick > THICK_SLICE_MM else LEAST_MM


def _sum(
    index: int,
    targets: Sequence[Track],
    tracks: Sequence[Track],
    scans: Sequence[Scan],
    before: Sequence[float],
) -> TargetSum:
    seen = [track.seen[index] for track in targets]
    total = sum(lesion.diameter_mm for lesion in seen if lesion is not None)
    if not before:
        return TargetSum(total, None, None, None, (), (), BASELINE, "The first scan.")
    new = [
        track for track in tracks if track.first == index and track.seen[index].label == MALIGNANT
    ]
    counted = tuple(t.id for t in new if t.seen[index].diameter_mm >= LEAST_MM)
    equivocal = tuple(t.id for t in new if t.seen[index].diameter_mm < LEAST_MM)
    nadir = min(before)
    word, reason = judge(
        total,
        baseline_mm=before[0],
        nadir_mm=nadir,
        n_new=len(counted),
        others_left=any(
            t.seen[index] is not None and t.seen[index].label == MALIGNANT
            for t in tracks
            if t not in targets
        ),
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


def judge(
    sum_mm: float, *, baseline_mm: float, nadir_mm: float, n_new: int, others_left: bool
) -> tuple[str, str]:
    """The word for a sum and why.

    Args:
        baseline_mm, nadir_mm: the first sum, and the least one before this scan.
        n_new: new lesions that count.
        others_left: lesions that look malignant and are no targets are still there.
    """
    rise_mm, rise = sum_mm - nadir_mm, percent(nadir_mm, sum_mm)
    if n_new:
        lesions = "a new malignant-looking lesion" if n_new == 1 else f"{n_new} new such lesions"
        return PROGRESS, f"There is {lesions} of at least {LEAST_MM:.0f} mm."
    if rise_mm >= PROGRESS_MM and (rise is None or rise >= PROGRESS_PERCENT):
        return PROGRESS, (
            f"The sum is at least {PROGRESS_PERCENT:.0f} % and {PROGRESS_MM:.0f} mm above the "
            "least sum before."
        )
    if sum_mm == 0 and not others_left:
        return COMPLETE, "No malignant-looking lesion was outlined any more."
    fall = percent(baseline_mm, sum_mm)
    if fall is not None and fall <= PARTIAL_PERCENT:
        return PARTIAL, f"The sum is at least {-PARTIAL_PERCENT:.0f} % below the first."
    return STABLE, (
        f"Neither {-PARTIAL_PERCENT:.0f} % below the first sum, nor {PROGRESS_PERCENT:.0f} % and "
        f"{PROGRESS_MM:.0f} mm above the least one."
    )
