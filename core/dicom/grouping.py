"""Group slices into series: by owner, grid, phase and position."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.dicom import sentences
from core.dicom.acquisitions import value
from core.dicom.candidates import Exclusion
from core.dicom.duplicates import Separated, clusters_of, separate
from core.dicom.frames import Frame
from core.dicom.geometry import SPACING_TOLERANCE_MM, Grids, in_order, orientation_name
from core.dicom.identity import owned_series
from core.dicom.marks import TIME_MARKS
from core.modality import CT, MR
from core.sentence import Sentence

#: Fewer slices than this, if the rest of their series has more, are left out, not opened alone.
MIN_OWN_SERIES = 8
#: At most this many positions, each seen at least this many times: bolus tracking or fluoroscopy.
MAX_TRACKED_POSITIONS, MIN_TIME_POINTS = 3, 4


@dataclass
class Stack:
    """The slices of one series: one owner, one grid, one phase, every position once."""

    #: In order, most inferior first.
    frames: list[Frame]
    series_uid: str
    warnings: list[Sentence] = field(default_factory=list)


def group(frames: Iterable[Frame]) -> tuple[list[Stack], list[Exclusion]]:
    """All series among `frames`, and the slices left out of them, with the reasons."""
    stacks: list[Stack] = []
    exclusions: list[Exclusion] = []
    for owned in owned_series(frames):
        found, left_out = _stacks_of_one_owner(owned.frames)
        for stack in found:
            stack.series_uid = owned.uid
            stack.warnings = owned.warnings + stack.warnings
        stacks += found
        exclusions += left_out
    return stacks, exclusions


def _stacks_of_one_owner(owned: list[Frame]) -> tuple[list[Stack], list[Exclusion]]:
    grids = _by_grid(owned)
    # MR is acquired in any plane; other planes of a CT are made of its axial slices.
    opened = [grid for grid in grids if grid[0].is_mr or orientation_name(grid[0].plane) == "axial"]
    exclusions = [
        Exclusion(
            grid[0].item.name,
            sentences.series.not_axial(orientation_name(grid[0].plane)),
            len(grid),
        )
        for grid in grids
        if grid not in opened
    ]
    largest = max(map(len, opened), default=0)
    stacks: list[Stack] = []
    for grid in opened:
        if len(grid) < MIN_OWN_SERIES and len(grid) < largest:
            main = max(opened, key=len)
            exclusions.append(
                Exclusion(grid[0].item.name, _difference(grid[0], main[0]), len(grid))
            )
            continue
        found, left_out = _stacks_of_one_grid(grid)
        stacks += found
        exclusions += left_out
    if len(opened) > 1 and len(stacks) > 1:
        _warn_each(stacks, sentences.series.mixed_grids())
    return stacks, exclusions


def _by_grid(frames: list[Frame]) -> list[list[Frame]]:
    """Group slices by kind, matrix, pixel spacing and orientation; the order of the input is
    kept."""
    grids = Grids()
    groups: dict[tuple[int, bool], list[Frame]] = defaultdict(list)
    for frame in frames:
        groups[grids.number_of(frame), frame.is_mr].append(frame)
    return list(groups.values())


def _difference(frame: Frame, main: Frame) -> Sentence:
    """Why `frame` is not on the grid of `main`."""
    if frame.is_mr != main.is_mr:
        return sentences.series.other_kind(MR if frame.is_mr else CT)
    layout, other = frame.layout, main.layout
    if (layout.rows, layout.columns) != (other.rows, other.columns):
        return sentences.series.other_matrix(layout.columns, layout.rows)
    spacing = frame.plane.pixel_spacing
    apart = max(abs(a - b) for a, b in zip(spacing, main.plane.pixel_spacing, strict=True))
    if apart > SPACING_TOLERANCE_MM:
        return sentences.series.other_pixel_spacing(*spacing)
    return sentences.series.other_angle()


def _stacks_of_one_grid(grid: list[Frame]) -> tuple[list[Stack], list[Exclusion]]:
    phases: dict[tuple[str, ...], list[Frame]] = defaultdict(list)
    for frame in grid:
        phases[frame.phase].append(frame)
    if len(phases) > len(grid) / 2:  # nearly one per slice: not phases
        phases = {(): grid}
    stacks: list[Stack] = []
    exclusions: list[Exclusion] = []
    for frames in phases.values():
        found, left_out = _stacks_of_one_phase(frames)
        stacks += found
        exclusions += left_out
    if len(phases) > 1 and not grid[0].is_mr:
        _warn_each(stacks, sentences.series.several_phases(len(phases)))
    return stacks, exclusions


def _stacks_of_one_phase(frames: list[Frame]) -> tuple[list[Stack], list[Exclusion]]:
    clusters = clusters_of(in_order(frames))
    separated = separate(frames)
    exclusions = _excluded(separated.copies, sentences.series.identical_copy())
    most = max(map(len, clusters))
    copies = set(separated.copies)
    kept = [frame for frame in frames if frame not in copies]
    # A few MR slices in several echoes or b values are told apart below.
    tracked = 1 if frames[0].is_mr else MAX_TRACKED_POSITIONS
    if len(clusters) <= tracked and most >= MIN_TIME_POINTS <= len(kept):
        return [], exclusions + _excluded(kept, _why_at_one_place(kept, len(clusters)))
    exclusions += _excluded(separated.doubtful, sentences.series.not_told_apart())
    largest = max(map(len, separated.stacks), default=0)
    stacks = []
    for slices in separated.stacks:
        if len(slices) < MIN_OWN_SERIES and 2 * len(slices) < largest:
            reason = (
                sentences.series.differs_at_same_position()
                if separated.shared
                else sentences.series.other_acquisition(separated.split_by)
            )
            exclusions += _excluded(slices, reason)
        else:
            stacks.append(Stack(slices, ""))
    # That MR holds several echoes, b values or times is no oddity; their names tell them apart.
    if separated.split_by and not frames[0].is_mr:
        _warn_each(stacks, _split_warning(separated, len(stacks)))
    if separated.doubtful and stacks:
        count = len(clusters_of(in_order(separated.doubtful)))
        _warn_each(stacks, sentences.series.doubtful_left_out(count, separated.position_mm))
    for stack in stacks:
        stack.warnings += _slice_warnings(stack.frames)
    return stacks, exclusions


def _excluded(frames: Sequence[Frame], reason: Sentence) -> list[Exclusion]:
    return [Exclusion(frames[0].item.name, reason, len(frames))] if frames else []


def _why_at_one_place(frames: Sequence[Frame], places: int) -> Sentence:
    """Why there are many slices at one place, or at two or three."""
    locations = [frame.header.number("SliceLocation") for frame in frames]
    known = {round(location, 2) for location in locations if location is not None}
    if len(known) > max(places, len(frames) / 2):
        return sentences.series.positions_lost()
    if frames[0].is_mr:
        return sentences.series.all_at_one_place(places)
    if any(len({value(frame, mark) for frame in frames}) > 1 for mark in TIME_MARKS):
        return sentences.series.bolus_tracking()
    return sentences.series.all_at_one_place(places)


def _split_warning(separated: Separated, opened: int) -> Sentence:
    near_mm, key = separated.position_mm, separated.split_by
    if separated.shared:
        if opened > 1:
            return sentences.series.split_at_shared_position(near_mm, opened, key)
        return sentences.series.larger_set_opened(near_mm)
    if opened > 1:
        return sentences.series.split_where_interleaved(near_mm, opened, key)
    return sentences.series.larger_acquisition_opened(near_mm, key)


def _slice_warnings(frames: Sequence[Frame]) -> list[Sentence]:
    """What is true of some or all of these slices: notes, blank or repeated instance UIDs."""
    warnings = [
        sentences.series.true_of_some_slices(note, count, len(frames))
        for note, count in Counter(note for frame in frames for note in frame.notes).items()
    ]
    by_uid: dict[str, set[int]] = defaultdict(set)
    for frame in frames:
        by_uid[frame.header.text("SOPInstanceUID")].add(id(frame.item))
    blank = len(by_uid.pop("", ()))
    if blank:
        warnings.append(sentences.series.blank_instance_uids(blank))
    repeated = sum(len(files) for files in by_uid.values() if len(files) > 1)
    if repeated:
        warnings.append(sentences.series.repeated_instance_uids(repeated))
    return warnings


def _warn_each(stacks: Iterable[Stack], warning: Sentence) -> None:
    for stack in stacks:
        stack.warnings.insert(0, warning)
