"""Read the pixels of a series that was found, or find and read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.dicom.candidates import SeriesCandidate
from core.dicom.discovery import discover
from core.dicom.frames import Frame
from core.dicom.geometry import geometry_warnings, origins_mm, positions_mm, slice_spacing_mm
from core.dicom.hounsfield import is_integral
from core.dicom.items import display_name
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.nifti import read_nifti
from core.dicom.parallel import Progress
from core.dicom.pixels import Failure, read_volume
from core.dicom.set_aside import SetAside
from core.dicom.sources import Source
from core.errors import InputError, NoSeriesError
from core.series import Series


def load_series(
    sources: Sequence[Source],
    *,
    uid: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Series:
    """The one series in `sources`, or the one called `uid`, or else the one with most slices.

    In the last case a warning names the others. `progress(done, total)` counts slices read.

    Raises:
        InputError: a source does not exist, or none of its slices can be decoded.
        ArchiveError, NoSeriesError: as `discover`; also for a `uid` that isn't there.
    """
    candidates = discover(sources, workers=workers, limits=limits).candidates
    left: list[str] = []
    if uid is not None:
        chosen = next((one for one in candidates if one.uid == uid), None)
        if chosen is None:
            known = _list([one.uid for one in candidates], shown=8)
            raise NoSeriesError(f"No series {display_name(uid)} in the input: it holds {known}.")
    else:
        chosen = max(candidates, key=lambda one: one.n_slices)
        left = [_label(one) for one in candidates if one is not chosen]
    series = read_series(chosen, workers=workers, progress=progress, limits=limits)
    return _telling_of(left, series) if left else series


def read_series(
    candidate: SeriesCandidate,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Series:
    """The HU volume of a candidate; `progress(done, total)` counts slices.

    Slices that can't be decoded are left out, with a warning that names them. Volume and origins
    are read-only. Raises InputError if no slice can be read or the volume is over the limit.
    """
    if candidate._nifti is not None:
        try:
            series = read_nifti(candidate, limits)
        except SetAside as reason:
            raise InputError(f"{candidate._nifti.name} can't be read: {reason}.") from reason
        if progress:
            progress(series.n_slices, series.n_slices)
        return series
    frames = list(candidate._frames)
    dtype = np.dtype(np.int16 if all(map(is_integral, frames)) else np.float32)
    size = len(frames) * candidate.shape[0] * candidate.shape[1] * dtype.itemsize
    if size > limits.volume_bytes:
        raise InputError(
            f"The series needs {size / 1e9:.1f} GB, over the limit of "
            f"{limits.volume_bytes / 1e9:.1f} GB: open fewer slices."
        )
    try:
        volume, failures = read_volume(frames, workers=workers, progress=progress)
    except MemoryError as error:
        raise InputError(
            f"The series needs {size / 1e9:.1f} GB, more than this machine has free: "
            "open fewer slices."
        ) from error
    warnings, nameless = candidate.warnings, {}
    if failures:
        volume, frames, warnings, nameless = _without(failures, volume, frames, warnings)
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
        tags=candidate.tags,
        warnings=tuple(warnings),
        nameless=nameless,
    )


def read_slice(
    candidate: SeriesCandidate, index: int | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> np.ndarray:
    """(rows, columns) HU of one slice, by default the middle one: enough for a thumbnail.

    Raises InputError if it can't be decoded.
    """
    index = candidate.n_slices // 2 if index is None else index
    if candidate._nifti is not None:
        return read_series(candidate, limits=limits).volume[index]
    volume, failures = read_volume([candidate._frames[index]], workers=1)
    if failures:
        raise InputError(f"{failures[0].frame.item.name} can't be read: {failures[0].reason}.")
    return volume[0]


def _without(
    failures: list[Failure], volume: np.ndarray, frames: list[Frame], warnings: Sequence[str]
) -> tuple[np.ndarray, list[Frame], list[str], dict[str, str]]:
    """Leave the failed slices out and tell it; what was said of the geometry is said anew.

    The last value is `Series.nameless`.
    """
    failed = {failure.index for failure in failures}
    kept = [index for index in range(len(frames)) if index not in failed]
    if not kept:
        first = failures[0]
        raise InputError(
            f"None of the {len(frames)} slices can be read: {first.reason} "
            f"({first.frame.item.name})."
        )
    said = set(geometry_warnings(frames))
    positions = positions_mm(frames)
    by_reason: dict[str, list[Failure]] = {}
    for failure in failures:
        by_reason.setdefault(failure.reason, []).append(failure)
    told = {}
    for reason, some in by_reason.items():
        what = f"{_slices(len(some))} left out near {positions[some[0].index]:.1f} mm: {reason}"
        files = some[0].frame.item.name + (f" and {len(some) - 1} more" if len(some) > 1 else "")
        told[f"{what} ({files})."] = f"{what}."
    frames = [frames[index] for index in kept]
    others = [warning for warning in warnings if warning not in said]
    return volume[kept], frames, [*others, *told, *geometry_warnings(frames)], told


def _slices(count: int) -> str:
    return "1 slice" if count == 1 else f"{count} slices"


def _label(candidate: SeriesCandidate) -> str:
    tags = candidate.tags
    words = display_name(tags.series_description) or f"series {tags.series_number or '?'}"
    return f"{words} ({_slices(candidate.n_slices)})"


def _list(labels: list[str], shown: int = 3) -> str:
    more = len(labels) - shown
    return ", ".join(labels[:shown]) + (f" and {more} more" if more > 0 else "")


def _telling_of(left: list[str], series: Series) -> Series:
    """`series` with a first warning that lists the series that were not opened."""
    what = f"The longest of {len(left) + 1} series was opened"
    told = f"{what}; not {_list(left)}."
    return replace(
        series, warnings=(told, *series.warnings), nameless={told: f"{what}.", **series.nameless}
    )
