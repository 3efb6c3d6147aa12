"""From a heap of slices to series: by whose they are, by their grid, by phase, by position."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.dicom.candidates import Exclusion
from core.dicom.duplicates import untangle
from core.dicom.frames import Frame
from core.dicom.geometry import Grids, orientation_name

#: Fewer slices than this, beside more of the same series, are left out rather than opened alone.
MIN_OWN_SERIES = 8
#: At most so many positions, seen at least so many times, is bolus tracking or fluoroscopy.
TRACKED_POSITIONS, MIN_TIME_POINTS = 3, 4


@dataclass
class Stack:
    """Slices that make one series: one owner, one grid, one phase, every position once."""

    #: In order, the most inferior first.
    frames: list[Frame]
    series_uid: str
    warnings: list[str] = field(default_factory=list)


def group(frames: Iterable[Frame]) -> tuple[list[Stack], list[Exclusion]]:
    """All series among `frames`, and the slices left out of them with the reason."""
    stacks: list[Stack] = []
    exclusions: list[Exclusion] = []
    for uid, heap in _by_series_uid(frames).items():
        found, left_out = _stacks_of_one_uid(uid, heap)
        stacks += found
        exclusions += left_out
    return stacks, exclusions


def _by_series_uid(frames: Iterable[Frame]) -> dict[str, list[Frame]]:
    heaps: dict[str, list[Frame]] = defaultdict(list)
    for frame in frames:
        heaps[frame.series_uid].append(frame)
    return heaps


def _stacks_of_one_uid(uid: str, heap: list[Frame]) -> tuple[list[Stack], list[Exclusion]]:
    stacks, exclusions = [], []
    owners = _by_owner(heap, by_description=not uid)
    warnings = _identity_warnings(uid, owners)
    for owned in owners:
        found, left_out = _stacks_of_one_owner(owned)
        for stack in found:
            stack.series_uid = uid
            stack.warnings = warnings + stack.warnings
        stacks += found
        exclusions += left_out
    return stacks, exclusions


def _by_owner(heap: list[Frame], *, by_description: bool) -> list[list[Frame]]:
    """Slices of one patient, study and frame of reference.

    A blank frame of reference joins the others of its study if they have just one. Without a
    series UID, the series number and description take its part.
    """
    owned: dict[tuple, list[Frame]] = defaultdict(list)
    for frame in heap:
        owner = frame.owner
        described = (
            (frame.header.text("SeriesNumber"), frame.header.text("SeriesDescription"))
            if by_description
            else ()
        )
        owned[(owner.patient, owner.study_uid, described, owner.frame_of_reference_uid)].append(
            frame
        )
    for key in [key for key in owned if key[-1] == ""]:
        others = [other for other in owned if other[:-1] == key[:-1] and other[-1] != ""]
        if len(others) == 1:
            owned[others[0]] += owned.pop(key)
    return list(owned.values())


def _identity_warnings(uid: str, owners: list[list[Frame]]) -> list[str]:
    warnings = []
    if not uid:
        warnings.append("The series UID is blank: slices were grouped by their geometry.")
    elif len(owners) > 1:
        keys = [owned[0].owner for owned in owners]
        differing = [
            words
            for words, values in (
                ("patients", {key.patient for key in keys}),
                ("studies", {key.study_uid for key in keys}),
                ("frames of reference", {key.frame_of_reference_uid for key in keys}),
            )
            if len(values) > 1
        ]
        warnings.append(
            f"One series UID is used for {len(owners)} different {differing[0]}: "
            "opened as separate series."
        )
    return warnings


def _stacks_of_one_owner(owned: list[Frame]) -> tuple[list[Stack], list[Exclusion]]:
    grids = _by_grid(owned)
    axial = [grid for grid in grids if orientation_name(grid[0].plane) == "axial"]
    exclusions = [
        Exclusion(
            grid[0].item.name,
            f"{orientation_name(grid[0].plane)} slices, not axial",
            len(grid),
        )
        for grid in grids
        if orientation_name(grid[0].plane) != "axial"
    ]
    largest = max(map(len, axial), default=0)
    stacks = []
    for grid in axial:
        if len(grid) < MIN_OWN_SERIES and len(grid) < largest:
            main = max(axial, key=len)
            exclusions.append(
                Exclusion(grid[0].item.name, _difference(grid[0], main[0]), len(grid))
            )
            continue
        found, left_out = _stacks_of_one_grid(grid)
        stacks += found
        exclusions += left_out
    if len(axial) > 1 and len(stacks) > 1:
        _warn_each(stacks, "The series mixes slices of different size or angle: opened apart.")
    return stacks, exclusions


def _by_grid(frames: list[Frame]) -> list[list[Frame]]:
    """Slices of equal matrix, pixel size and orientation; the order of the input is kept."""
    grids = Grids()
    heaps: dict[int, list[Frame]] = defaultdict(list)
    for frame in frames:
        heaps[grids.number_of(frame)].append(frame)
    return list(heaps.values())


def _difference(frame: Frame, main: Frame) -> str:
    layout, other = frame.layout, main.layout
    if (layout.rows, layout.columns) != (other.rows, other.columns):
        return f"matrix of {layout.columns} x {layout.rows}, unlike the rest of its series"
    rows, columns = frame.plane.pixel_spacing
    if (
        max(abs(a - b) for a, b in zip((rows, columns), main.plane.pixel_spacing, strict=True))
        > 0.001
    ):
        return f"pixels of {rows:.3g} x {columns:.3g} mm, unlike the rest of its series"
    return "angled unlike the rest of its series"


def _stacks_of_one_grid(grid: list[Frame]) -> tuple[list[Stack], list[Exclusion]]:
    phases: dict[tuple[str, ...], list[Frame]] = defaultdict(list)
    for frame in grid:
        phases[frame.phase].append(frame)
    stacks, exclusions = [], []
    for frames in phases.values():
        found, left_out = _stacks_of_one_phase(frames)
        stacks += found
        exclusions += left_out
    if len(phases) > 1:
        _warn_each(
            stacks, f"The file holds {len(phases)} phases or stacks: opened as separate series."
        )
    return stacks, exclusions


def _stacks_of_one_phase(frames: list[Frame]) -> tuple[list[Stack], list[Exclusion]]:
    untangled = untangle(frames)
    exclusions = []
    if untangled.copies:
        exclusions.append(
            Exclusion(
                untangled.copies[0].item.name, "identical copy of a slice", len(untangled.copies)
            )
        )
    largest = max(map(len, untangled.stacks))
    if largest <= TRACKED_POSITIONS and len(untangled.stacks) >= MIN_TIME_POINTS:
        reason = "images of the same place over time (bolus tracking), not a volume"
        exclusions.append(Exclusion(frames[0].item.name, reason, sum(map(len, untangled.stacks))))
        return [], exclusions
    stacks = []
    for stack in untangled.stacks:
        if len(stack) < MIN_OWN_SERIES and 2 * len(stack) < largest:
            reason = "differs from another slice at the same position"
            exclusions.append(Exclusion(stack[0].item.name, reason, len(stack)))
        else:
            stacks.append(Stack(stack, ""))
    if untangled.split_by:
        words = f"Different slices share a position, first near {untangled.position_mm:.1f} mm"
        _warn_each(
            stacks,
            f"{words}: split into {len(stacks)} series by {untangled.split_by}."
            if len(stacks) > 1
            else f"{words}: only the larger set is opened.",
        )
    for stack in stacks:
        stack.warnings += _slice_warnings(stack.frames)
    return stacks, exclusions


def _slice_warnings(frames: Sequence[Frame]) -> list[str]:
    """What is true of some or all of these slices: notes, blank or repeated instance UIDs."""
    warnings = []
    for note, count in Counter(note for frame in frames for note in frame.notes).items():
        some = "" if count == len(frames) else f" ({count} of {len(frames)} slices)"
        warnings.append(note.removesuffix(".") + some + ".")
    by_uid: dict[str, set[int]] = defaultdict(set)
    for frame in frames:
        by_uid[frame.header.text("SOPInstanceUID")].add(id(frame.item))
    blank = len(by_uid.pop("", ()))
    if blank:
        warnings.append(f"{_files(blank)} without an instance UID: placed by position.")
    repeated = sum(len(files) for files in by_uid.values() if len(files) > 1)
    if repeated:
        warnings.append(f"{_files(repeated)} repeat an instance UID: told apart by position.")
    return warnings


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _warn_each(stacks: Iterable[Stack], warning: str) -> None:
    for stack in stacks:
        stack.warnings.insert(0, warning)
