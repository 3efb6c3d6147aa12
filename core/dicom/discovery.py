"""Find the CT and MR series in the input, from headers alone, and say what was set aside."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from core.dicom import sentences
from core.dicom.candidates import Discovery, Exclusion, SeriesCandidate, merged
from core.dicom.detached import beside_among, same_file
from core.dicom.dicomdir import files_on_disk, missing
from core.dicom.frames import Frame
from core.dicom.geometry import geometry_warnings, slice_spacing_mm
from core.dicom.grouping import Stack, group
from core.dicom.inspection import Inspection, inspect
from core.dicom.items import FileItem, Item, MemoryFile
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.mr import names_of_parts
from core.dicom.only_results import OnlyResultsError
from core.dicom.parallel import Progress, in_parallel
from core.dicom.sources import Source, list_items, source_name
from core.dicom.tags import series_tags
from core.errors import ArchiveError, InputError, NoSeriesError

#: Listed when nothing was found; each of thousands of bad files may have a reason of its own.
MAX_REASONS = 8


def discover(
    sources: Sequence[Source],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Discovery:
    """Every CT and MR series in folders, files, archives, DICOMDIRs and volume files; headers only.

    `progress(done, total)` counts files, from the calling thread, and may raise to stop; the total
    grows when an archive or a DICOMDIR is opened.

    Raises:
        InputError: a source does not exist.
        ArchiveError: nothing could be opened because an archive is damaged, encrypted or unsafe.
        NoSeriesError: nothing could be opened; the message gives the reasons.
        OnlyResultsError: the same, but there are SEG, RTSTRUCT or structured reports.
    """
    items, exclusions = list_items(sources)
    inspections = _inspect_all(items, sources, limits, workers, progress)
    voxels = {same_file(found.voxels) for found in inspections if found.voxels}
    unused = [
        found for found in inspections if found.exclusion and same_file(found.item) not in voxels
    ]
    stacks, left_out = group(frame for found in inspections for frame in found.frames)
    left_out = _missing_from_dicomdirs(inspections) + left_out
    merged_exclusions = merged([*exclusions, *_reasons(unused), *left_out])
    results = [found for found in unused if found.is_result]
    candidates = _candidates(stacks) + [found.nifti for found in inspections if found.nifti]
    if not candidates:
        error = _nothing_found(sources, merged_exclusions, inspections)
        if results and isinstance(error, NoSeriesError):
            raise OnlyResultsError(*error.args, results=tuple(found.item for found in results))
        raise error
    others = [found for found in unused if not found.is_result]
    return Discovery(
        tuple(sorted(candidates, key=_display_order)),
        merged_exclusions,
        results=tuple(found.item for found in results),
        _besides_results=merged([*exclusions, *_reasons(others), *left_out]),
    )


def _reasons(unused: Sequence[Inspection]) -> list[Exclusion]:
    return [found.exclusion for found in unused if found.exclusion]


def _inspect_all(
    items: list[Item],
    sources: Sequence[Source],
    limits: Limits,
    workers: int | None,
    progress: Progress | None,
) -> list[Inspection]:
    """Inspect all files, then those in archives and those that a given DICOMDIR lists."""
    given = {Path(source) for source in sources if not isinstance(source, MemoryFile)}
    inspections: list[Inspection] = []
    while items:
        found = in_parallel(
            partial(inspect, limits=limits, beside=beside_among(items)),
            items,
            workers=workers,
            progress=progress and partial(_continue, progress, len(inspections)),
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


def _continue(progress: Progress, before: int, done: int, total: int) -> None:
    progress(before + done, before + total)


def _missing_from_dicomdirs(inspections: Sequence[Inspection]) -> list[Exclusion]:
    lists = [(found.item, found.listed) for found in inspections if found.listed]
    if not lists:
        return []
    known = {found.item.relative_path.lower() for found in inspections}
    exclusions = []
    for item, listed in lists:
        gone = missing(item, listed, known)
        if gone:
            reason = sentences.files.listed_files_missing(len(gone), len(listed), gone[0].name)
            exclusions.append(Exclusion(item.name, reason))
    return exclusions


def _candidates(stacks: list[Stack]) -> list[SeriesCandidate]:
    by_uid: dict[str, list[Stack]] = defaultdict(list)
    for stack in stacks:
        by_uid[stack.series_uid or _made_up_uid(stack.frames)].append(stack)
    candidates = []
    for uid, same_uid in by_uid.items():
        # The longest keeps the plain UID; ties stay in input order.
        ranked = sorted(same_uid, key=lambda stack: -len(stack.frames))
        of_mr = len(ranked) > 1 and all(stack.frames[0].is_mr for stack in ranked)
        parts = names_of_parts([stack.frames for stack in ranked]) if of_mr else [""] * len(ranked)
        for rank, (stack, part) in enumerate(zip(ranked, parts, strict=True)):
            candidates.append(_candidate(uid if rank == 0 else f"{uid}-{rank + 1}", stack, part))
    return candidates


def _candidate(uid: str, stack: Stack, part: str) -> SeriesCandidate:
    first = stack.frames[0]
    row_mm, column_mm = first.plane.pixel_spacing
    return SeriesCandidate(
        uid=uid,
        tags=replace(series_tags(stack.frames), part=part),
        n_slices=len(stack.frames),
        shape=(first.layout.rows, first.layout.columns),
        spacing_mm=(slice_spacing_mm(stack.frames), row_mm, column_mm),
        warnings=(*stack.warnings, *geometry_warnings(stack.frames)),
        _frames=tuple(stack.frames),
    )


def _made_up_uid(frames: Sequence[Frame]) -> str:
    """The same for the same slices, whatever their file names."""
    text = frames[0].header.text
    facts = (
        text("StudyInstanceUID"),
        text("FrameOfReferenceUID"),
        frames[0].plane,
        [frame.header.text("SOPInstanceUID") for frame in frames],
    )
    return "unnamed-" + hashlib.sha256(repr(facts).encode()).hexdigest()[:12]


def _display_order(candidate: SeriesCandidate) -> tuple[str, str, bool, int, str]:
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
    sources: Sequence[Source], exclusions: Sequence[Exclusion], inspections: Sequence[Inspection]
) -> InputError:
    for found in inspections:
        if found.unsafe_archive and found.exclusion:
            reason = found.exclusion.reason
            return ArchiveError(sentences.files.archive_refused(reason, found.item.name))
    if not sources:
        return NoSeriesError(sentences.files.nothing_given())
    where = source_name(sources[0]) if len(sources) == 1 else f"the {len(sources)} files given"
    if not exclusions:
        return NoSeriesError(sentences.files.no_files(where))
    if len(sources) == 1 and [one.name for one in exclusions] == [where]:
        return NoSeriesError(sentences.files.no_ct_series_because(exclusions[0].reason, where))
    reasons = [sentences.files.reason_and_names(one.reason, one.names) for one in exclusions]
    if len(reasons) == 1:
        return NoSeriesError(sentences.files.no_ct_series_because(reasons[0], where))
    others = max(0, len(reasons) - MAX_REASONS)
    return NoSeriesError(sentences.files.no_ct_series(where, reasons[:MAX_REASONS], others))
