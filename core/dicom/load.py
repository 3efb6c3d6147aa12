"""Read the pixels of a series that was found, or find and read it in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.dicom import sentences
from core.dicom.candidates import SeriesCandidate
from core.dicom.discovery import discover
from core.dicom.frames import Frame
from core.dicom.geometry import geometry_warnings, origins_mm, positions_mm, slice_spacing_mm
from core.dicom.items import display_name
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.mr import power_of_ten
from core.dicom.nifti import read_nifti
from core.dicom.parallel import Progress
from core.dicom.pixels import Failure, read_volume
from core.dicom.set_aside import SetAside
from core.dicom.sources import Source
from core.errors import InputError, NoSeriesError
from core.sentence import Sentence
from core.series import Instance, Series


def load_series(
    sources: Sequence[Source],
    *,
    uid: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Series:
    """The series with this `uid`; without a `uid`, the one with most slices.

    If other series are left, a warning names them. `progress(done, total)` counts slices read.

    Raises:
        InputError: a source does not exist, or none of its slices can be decoded.
        ArchiveError, NoSeriesError: as `discover`; also for a `uid` that isn't there.
    """
    candidates = discover(sources, workers=workers, limits=limits).candidates
    others: list[str] = []
    if uid is not None:
        chosen = next((one for one in candidates if one.uid == uid), None)
        if chosen is None:
            known = [one.uid for one in candidates]
            raise NoSeriesError(sentences.series.unknown_series(display_name(uid), known))
    else:
        chosen = max(candidates, key=lambda one: one.n_slices)
        others = [_label(one) for one in candidates if one is not chosen]
    series = read_series(chosen, workers=workers, progress=progress, limits=limits)
    return _with_warning(series, others) if others else series


def read_series(
    candidate: SeriesCandidate,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Series:
    """The volume of a candidate, in HU or MR signal; `progress(done, total)` counts slices.

    Slices that can't be decoded are left out, with a warning that names them. Volume and origins
    are read-only. Raises InputError if no slice can be read or the volume is over the limit.
    """
    if candidate._nifti is not None:
        try:
            series = read_nifti(candidate, candidate._nifti, limits)
        except SetAside as error:
            name = candidate._nifti.name
            raise InputError(sentences.files.file_unreadable(error.reason, name)) from error
        if progress:
            progress(series.n_slices, series.n_slices)
        return series
    frames = list(candidate._frames)
    size = candidate.volume_bytes
    if size > limits.volume_bytes:
        raise InputError(sentences.series.series_too_large(size, limits.volume_bytes))
    try:
        volume, failures = read_volume(frames, workers=workers, progress=progress)
    except MemoryError as error:
        raise InputError(sentences.series.not_enough_memory_for_series(size)) from error
    tags, warnings = candidate.tags, candidate.warnings
    nameless: dict[str, Sentence] = {}
    if failures:
        kept = _without_failures(failures, frames)
        warnings, nameless = _warnings_about(failures, frames, kept, warnings)
        volume, frames = volume[kept], [frames[index] for index in kept]
    if frames[0].is_mr and (power := power_of_ten(volume)):
        volume *= np.float32(10.0**power)
        tags = replace(tags, window=tags.window and _times(tags.window, 10.0**power))
        warnings = (*warnings, sentences.pixels.values_times(power))
    origins = origins_mm(frames)
    volume.flags.writeable = origins.flags.writeable = False
    plane = frames[0].plane
    return Series(
        uid=candidate.uid,
        volume=volume,
        spacing_mm=(slice_spacing_mm(frames), *plane.pixel_spacing),
        slice_origins_mm=origins,
        row_direction=plane.row_direction,
        column_direction=plane.column_direction,
        tags=tags,
        instances=tuple(map(_instance, frames)),
        warnings=warnings,
        nameless=nameless,
    )


def read_slice(
    candidate: SeriesCandidate, index: int | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> np.ndarray:
    """(rows, columns) HU or MR signal of one slice, by default the middle one, for a thumbnail.

    Raises InputError if it can't be decoded.
    """
    index = candidate.n_slices // 2 if index is None else index
    if candidate._nifti is not None:
        return read_series(candidate, limits=limits).volume[index]
    volume, failures = read_volume([candidate._frames[index]], workers=1)
    if failures:
        name = failures[0].frame.item.name
        raise InputError(sentences.files.file_unreadable(failures[0].reason, name))
    return volume[0]


def _times(window: tuple[float, float], factor: float) -> tuple[float, float]:
    width, level = window
    return width * factor, level * factor


def _instance(frame: Frame) -> Instance:
    header = frame.header
    return Instance(
        header.text("SeriesInstanceUID"),
        header.text("SOPClassUID"),
        header.text("SOPInstanceUID"),
        frame.index + 1 if frame.layout.n_frames > 1 else None,
    )


def _without_failures(failures: list[Failure], frames: list[Frame]) -> list[int]:
    """Indices of the slices that were read. Raises InputError if there is none."""
    failed = {failure.index for failure in failures}
    kept = [index for index in range(len(frames)) if index not in failed]
    if not kept:
        reason, file = failures[0].reason, failures[0].frame.item.name
        raise InputError(sentences.series.no_slice_readable(reason, len(frames), file))
    return kept


def _warnings_about(
    failures: list[Failure], frames: list[Frame], kept: list[int], warnings: Sequence[Sentence]
) -> tuple[tuple[Sentence, ...], dict[str, Sentence]]:
    """(warnings, `Series.nameless`) of a series without the failed slices.

    Warnings about the geometry are replaced, since other slices are neighbours now.
    """
    outdated = set(geometry_warnings(frames))
    positions = positions_mm(frames)
    by_reason: dict[str, list[Failure]] = {}
    for failure in failures:
        by_reason.setdefault(failure.reason, []).append(failure)
    nameless: dict[str, Sentence] = {}
    left_out = []
    for same_reason in by_reason.values():
        first, count = same_reason[0], len(same_reason)
        position, file = float(positions[first.index]), first.frame.item.name
        warning = sentences.series.slices_left_out(first.reason, count, position, file)
        nameless[warning] = sentences.series.slices_left_out(first.reason, count, position)
        left_out.append(warning)
    others = [warning for warning in warnings if warning not in outdated]
    geometry = geometry_warnings([frames[index] for index in kept])
    return (*others, *left_out, *geometry), nameless


def _label(candidate: SeriesCandidate) -> str:
    tags = candidate.tags
    description = display_name(" ".join(filter(None, (tags.series_description, tags.part))))
    return sentences.series.label(description, tags.series_number, candidate.n_slices)


def _with_warning(series: Series, others: list[str]) -> Series:
    """`series` with a first warning that lists the series that were not opened."""
    count = len(others) + 1
    warning = sentences.series.longest_opened(count, others)
    nameless = {warning: sentences.series.longest_opened(count), **series.nameless}
    return replace(series, warnings=(warning, *series.warnings), nameless=nameless)
