"""Read the pixels of a stack of slices straight into one HU volume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np

from core.dicom.frames import Frame
from core.dicom.hounsfield import NotInt16, is_integral, to_float32, to_int16
from core.dicom.isolated import IsolatedDecoders
from core.dicom.items import FileItem, Item
from core.dicom.parallel import Progress, in_parallel
from core.dicom.set_aside import SetAside
from core.dicom.stored import decode, in_memory, is_plain, read_words
from core.sentence import Sentence

#: Frames of one multi-frame file that a thread reads at once.
FRAMES_PER_JOB = 16


@dataclass(frozen=True)
class Failure:
    """A slice whose pixels could not be read."""

    index: int
    frame: Frame
    reason: Sentence


def read_volume(
    frames: Sequence[Frame], *, workers: int | None = None, progress: Progress | None = None
) -> tuple[np.ndarray, list[Failure]]:
    """(HU, failures) of slices of one matrix size, in their order.

    HU: (n, rows, columns), int16 if every value is whole and fits, else float32; a failed slice is
    left undefined. Raises MemoryError if there is not enough memory.
    """
    shape = (len(frames), frames[0].layout.rows, frames[0].layout.columns)
    dtypes = (np.int16, np.float32) if all(map(is_integral, frames)) else (np.float32,)
    jobs = _jobs(frames)
    for dtype in dtypes:
        volume = read = None  # release the previous one first, which `read` holds too
        volume = np.empty(shape, dtype)
        with IsolatedDecoders() as isolated:
            read = partial(_read_job, volume=volume, isolated=isolated)
            try:
                failures = in_parallel(read, jobs, workers=workers, progress=progress, weight=len)
            except NotInt16:
                continue
        return volume, [failure for some in failures for failure in some]
    raise RuntimeError("float32 holds any HU")  # pragma: no cover


def _jobs(frames: Sequence[Frame]) -> list[list[tuple[int, Frame]]]:
    """Slices that are read together: those of one file, in several jobs if it is read in parts."""
    jobs = []
    for item, group in groupby(enumerate(frames), key=lambda pair: pair[1].item):
        same_file = list(group)
        in_parts = isinstance(item, FileItem) and is_plain(same_file[0][1])
        step = FRAMES_PER_JOB if in_parts else len(same_file)
        jobs += [same_file[k : k + step] for k in range(0, len(same_file), step)]
    return jobs


def _read_job(
    job: list[tuple[int, Frame]], volume: np.ndarray, isolated: IsolatedDecoders
) -> list[Failure]:
    failures = []
    item = job[0][1].item
    try:
        if _needs_whole_file(job):
            item = in_memory(item, job[0][1])
    except SetAside as error:
        return [Failure(index, frame, error.reason) for index, frame in job]
    for index, frame in job:
        try:
            _read_slice(frame, item, volume[index], isolated)
        except SetAside as error:
            failures.append(Failure(index, frame, error.reason))
    return failures


def _needs_whole_file(job: list[tuple[int, Frame]]) -> bool:
    """Whether the file has to be in memory for these slices."""
    frame = job[0][1]
    several_from_a_zip = len(job) > 1 and not isinstance(frame.item, FileItem)
    return frame.layout.deflated_from is not None or not is_plain(frame) or several_from_a_zip


def _read_slice(frame: Frame, item: Item, out: np.ndarray, isolated: IsolatedDecoders) -> None:
    words = out if out.dtype == np.int16 else np.empty(out.shape, np.int16)
    if is_plain(frame):
        stored = read_words(frame, item, words)
    else:
        stored = decode(frame, item, isolated, words)
    (to_int16 if out.dtype == np.int16 else to_float32)(stored, frame, out)
