"""Find the CT series in whatever was given, from headers alone, and say what was set aside."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from core.dicom.candidates import Discovery, Exclusion, SeriesCandidate, merged
from core.dicom.dicomdir import files_on_disk, missing
from core.dicom.frames import Frame
from core.dicom.geometry import geometry_warnings, slice_spacing_mm
from core.dicom.grouping import Stack, group
from core.dicom.inspection import Inspection, inspect
from core.dicom.items import FileItem, Item, MemoryFile
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.parallel import Progress, in_parallel
from core.dicom.sources import Source, list_items, source_name
from core.dicom.tags import series_tags
from core.errors import ArchiveError, InputError, NoSeriesError

#: In the message when nothing was found; thousands of bad files may have a reason each.
REASONS_NAMED = 8


def discover(
    sources: Sequence[Source],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Discovery:
    """Every CT series in folders, loose files, zips, DICOMDIRs and NIfTI files; headers only.

    `progress(done, total)` counts files, from the calling thread, and may raise to stop; the total
    grows when a zip or a DICOMDIR is opened.

    Raises:
        InputError: a source does not exist.
        ArchiveError: nothing could be opened because a zip is damaged, locked or unsafe.
        NoSeriesError: nothing could be opened; the message says why, file by file and reason.
    """
    items, exclusions = list_items(sources)
    inspections = _inspect_all(items, sources, limits, workers, progress)
    exclusions += [found.exclusion for found in inspections if found.exclusion]
    exclusions += _missing_from_dicomdirs(inspections)
    stacks, left_out = group(frame for found in inspections for frame in found.frames)
    lines = merged(exclusions + left_out)
    candidates = _candidates(stacks) + [found.nifti for found in inspections if found.nifti]
    if not candidates:
        raise _nothing_found(sources, lines, inspections)
    return Discovery(tuple(sorted(candidates, key=_for_people)), lines)


def _inspect_all(
    items: list[Item],
    sources: Sequence[Source],
    limits: Limits,
    workers: int | None,
    progress: Progress | None,
) -> list[Inspection]:
    """Inspections of all files, then of those in zips and those that a given DICOMDIR lists."""
    given = {Path(source) for source in sources if not isinstance(source, MemoryFile)}
    inspections: list[Inspection] = []
    while items:
        found = in_parallel(
            lambda item: inspect(item, limits),
            items,
            workers=workers,
            progress=progress and partial(_further, progress, len(inspections)),
        )
        inspections += found
        items = [member for one in found for member in one.members]
        for one in found:
            if one.listed and isinstance(one.item, FileItem) and one.item.path in given:
                known = {
                    other.item.path.resolve()
                    for other in inspections
                    if isinstance(other.item, FileItem)
                }
                paths = files_on_disk(one.item, one.listed)
                items += [FileItem(path) for path in paths if path.resolve() not in known]
    return inspections


def _further(progress: Progress, before: int, done: int, total: int) -> None:
    progress(before + done, before + total)


def _missing_from_dicomdirs(inspections: Sequence[Inspection]) -> list[Exclusion]:
    lists = [found for found in inspections if found.listed]
    if not lists:
        return []
    places = {found.item.place.lower() for found in inspections}
    gone = [(found, missing(found.item, found.listed, places)) for found in lists]
    return [
        Exclusion(
            found.item.name,
            f"{len(paths)} of the {len(found.listed)} files it lists are missing "
            f"(first: {paths[0].name})",
        )
        for found, paths in gone
        if paths
    ]


def _candidates(stacks: list[Stack]) -> list[SeriesCandidate]:
    by_uid: dict[str, list[Stack]] = defaultdict(list)
    for stack in stacks:
        by_uid[stack.series_uid or _made_up_uid(stack.frames)].append(stack)
    candidates = []
    for uid, same_uid in by_uid.items():
        # The longest keeps the plain UID; the order of equals is that of the input.
        for rank, stack in enumerate(sorted(same_uid, key=lambda stack: -len(stack.frames))):
            candidates.append(_candidate(uid if rank == 0 else f"{uid}-{rank + 1}", stack))
    return candidates


def _candidate(uid: str, stack: Stack) -> SeriesCandidate:
    first = stack.frames[0]
    rows_apart, columns_apart = first.plane.pixel_spacing
    return SeriesCandidate(
        uid=uid,
        tags=series_tags(first),
        n_slices=len(stack.frames),
        shape=(first.layout.rows, first.layout.columns),
        spacing_mm=(slice_spacing_mm(stack.frames), rows_apart, columns_apart),
        warnings=(*stack.warnings, *geometry_warnings(stack.frames)),
        _frames=tuple(stack.frames),
    )


def _made_up_uid(frames: Sequence[Frame]) -> str:
    """The same for the same slices, whatever their files are called."""
    owner = frames[0].owner
    facts = (
        owner.study_uid,
        owner.frame_of_reference_uid,
        frames[0].plane,
        [frame.header.text("SOPInstanceUID") for frame in frames],
    )
    return "unnamed-" + hashlib.sha256(repr(facts).encode()).hexdigest()[:12]


def _for_people(candidate: SeriesCandidate) -> tuple:
    tags = candidate.tags
    number = tags.series_number
    return (
        tags.study_date,
        tags.study_uid,
        number is None,
        number or 0,
        candidate.uid,
    )


def _nothing_found(
    sources: Sequence[Source], lines: Sequence[Exclusion], inspections: Sequence[Inspection]
) -> InputError:
    for found in inspections:
        if found.unsafe_archive:
            return ArchiveError(f"{found.item.name} can't be opened: {found.exclusion.reason}.")
    where = source_name(sources[0]) if len(sources) == 1 else f"the {len(sources)} files given"
    if not sources:
        return NoSeriesError("Nothing was given to open: choose a folder, a zip or files.")
    if not lines:
        return NoSeriesError(f"No CT series in {where}: it holds no files.")
    if len(sources) == 1 and [line.name for line in lines] == [where]:
        return NoSeriesError(f"No CT series in {where}: {lines[0].reason}.")
    reasons = "; ".join(f"{line.reason} ({line.names})" for line in lines[:REASONS_NAMED])
    if len(lines) > REASONS_NAMED:
        reasons += f"; and {len(lines) - REASONS_NAMED} more reasons"
    return NoSeriesError(f"No CT series in {where}: {reasons}.")
