"""Which series belong to one study, and which of them show its phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.modality import MR
from core.series import SeriesTags
from core.study.clock import seconds_between
from core.vocabulary.contrast import PHASES, named_phase
from core.vocabulary.kernels import is_sharp

#: Phases are shown side by side, so many at once.
MOST_SERIES = 4
#: Series that began within so many seconds are one scan, reconstructed twice.
ONE_SCAN_SECONDS = 5.0
#: Slices of this thickness measure a lesion with little noise and little blur, mm.
USUAL_THICKNESS_MM = 3.0


@dataclass(frozen=True)
class Member:
    """A series by its headers."""

    uid: str
    tags: SeriesTags
    n_slices: int
    thickness_mm: float


def has_phases(tags: SeriesTags) -> bool:
    """Whether its enhancement can be compared with that of another series: of CT, whose values
    have one scale. The signal of MR has a scale of its own in every series."""
    return tags.modality != MR


def same_study(one: SeriesTags, other: SeriesTags) -> bool:
    """Whether two series are of CT and belong to one study by its UID; a series without a UID is
    alone."""
    same = bool(one.study_uid) and one.study_uid == other.study_uid
    return same and has_phases(one) and has_phases(other)


def in_order(members: Sequence[Member]) -> list[Member]:
    """In the order in which they were made; those without a time by their number, last."""
    return sorted(
        members,
        key=lambda one: (
            not one.tags.acquired_at,
            one.tags.acquired_at,
            one.tags.series_number is None,
            one.tags.series_number or 0,
        ),
    )


def choose(members: Sequence[Member]) -> list[Member]:
    """At most `MOST_SERIES`, in the order of time, one for each scan.

    Of several reconstructions of a scan, one with a soft kernel is preferred, then the one whose
    slices are closest to `USUAL_THICKNESS_MM`. If there are still too many, those whose description
    names a phase come first.
    """
    scans: list[list[Member]] = []
    for member in in_order(members):
        same = next((scan for scan in scans if _one_scan(scan[0], member)), None)
        if same is None:
            scans.append([member])
        else:
            same.append(member)
    best = [min(scan, key=_drawback) for scan in scans]
    if len(best) > MOST_SERIES:
        named = {named_phase(one.tags.series_description): one for one in reversed(best)}
        wanted = [named[phase] for phase in PHASES if phase in named]
        rest = [one for one in best if one not in wanted]
        keep = [*wanted, *rest][:MOST_SERIES]
        best = [one for one in best if one in keep]
    return best


def _one_scan(one: Member, other: Member) -> bool:
    seconds = seconds_between(one.tags.acquired_at, other.tags.acquired_at)
    names = [named_phase(member.tags.series_description) for member in (one, other)]
    if seconds is None:
        return bool(names[0]) and names[0] == names[1]
    return abs(seconds) <= ONE_SCAN_SECONDS and (names[0] == names[1] or not all(names))


def _drawback(member: Member) -> tuple[bool, float]:
    return is_sharp(member.tags.kernel), abs(member.thickness_mm - USUAL_THICKNESS_MM)
