"""One pass of the network over slices of a series, with its outputs on the CT's own grid."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import torch

from core.free_memory import return_free_memory
from core.inference.engines import Engine
from core.inference.first_look import Output, first_look
from core.inference.smoothing import AxialSmoother
from core.inference.view import View
from core.inference.voxels import voxel_codes
from core.inference.watch import Watch
from core.labels import LIVER_CODE, NORMAL, SLICE_CLASSES
from core.models import Model
from core.preprocessing import SliceGrid, slice_tensors
from core.series import Series
from core.sparse_zeros import sparse_zeros, write_plane

#: Slices whose probabilities are worked out together.
SLICES_AT_ONCE = 2


class Answers:
    """The network's latest output per slice and voxel; a second pass overwrites the first."""

    def __init__(self, series: Series, lesion_share: float = 0.5) -> None:
        self._lesion_share = lesion_share
        #: (z, 3) float32 in the order of `labels.SLICE_CLASSES`; normal where no network looked.
        self.class_logits = torch.full((series.n_slices, len(SLICE_CLASSES)), -torch.inf)
        self.class_logits[:, SLICE_CLASSES.index(NORMAL)] = 0.0
        #: (z, y, x) uint8 codes of `core.labels`.
        self.mask = sparse_zeros(series.volume.shape, np.uint8)
        #: (z, y, x) uint8, 255 = certain; the second is the malignant part of the first.
        self.lesion_probability = sparse_zeros(series.volume.shape, np.uint8)
        self.malignant_probability = sparse_zeros(series.volume.shape, np.uint8)
        #: Wall-clock milliseconds per slice of the network alone, one value per batch and pass.
        self.batch_ms: list[float] = []

    def put(self, slices: np.ndarray, foreground: np.ndarray) -> None:
        """Write slices from their (n, 3, y, x) probabilities of liver, benign, malignant."""
        for index, maps in zip(slices, foreground, strict=True):
            _, benign, malignant = maps
            lesion = (benign + malignant) * 255 + 0.5
            write_plane(self.mask[index], voxel_codes(maps[None], self._lesion_share)[0])
            write_plane(self.lesion_probability[index], lesion.astype(np.uint8))
            write_plane(self.malignant_probability[index], (malignant * 255 + 0.5).astype(np.uint8))

    def silence(self, slices: np.ndarray) -> None:
        """Nothing is outlined on these slices."""
        nothing = np.zeros(self.mask.shape[1:], np.uint8)
        for one in (self.mask, self.lesion_probability, self.malignant_probability):
            for index in slices:
                write_plane(one[index], nothing)


def run_pass(
    answers: Answers,
    series: Series,
    model: Model,
    run: Engine,
    grid: SliceGrid,
    *,
    slices: np.ndarray | None = None,
    batch_size: int,
    smoothing_mm: float,
    watch: Watch,
    view: View | None = None,
) -> None:
    """Fill in `answers`, the series seen through `grid` and, if there is one, with the
    intensities of `view`.

    Mask probabilities are averaged along z over these slices (`AxialSmoother`), then brought to
    the CT's grid and decided (`voxel_codes`); outside the grid's field there is background.

    Args:
        slices: ascending indices; None finds those that can show liver (`first_look`), and the
            others get no answer.

    Raises:
        Cancelled: the person asked to stop.
    """
    inputs = partial(_batch, series, model, grid, view)
    known: dict[int, Output] = {}
    if slices is None:
        slices, known = first_look(inputs, run, series.positions_mm, batch_size, watch)
    smoother = AxialSmoother(series.positions_mm[slices], smoothing_mm)
    done = 0
    batches = np.split(slices, range(batch_size, len(slices), batch_size))
    outputs = _outputs(inputs, run, batches, known, watch, answers.batch_ms)
    for batch in outputs:
        # A few at a time: what follows takes several times as much as the network's output.
        for start in range(0, len(batch), SLICES_AT_ONCE):
            mask_logits, logits = map(
                torch.stack, zip(*batch[start : start + SLICES_AT_ONCE], strict=True)
            )
            answers.class_logits[slices[done : done + len(logits)]] = logits
            done += len(logits)
            first, smoothed = smoother.push(torch.softmax(mask_logits, dim=1).numpy())
            _put(answers, grid, slices[first : first + len(smoothed)], smoothed)
        return_free_memory()
        watch.advance(done, len(slices))
    watch.end_pass()


def _put(answers: Answers, grid: SliceGrid, slices: np.ndarray, maps: np.ndarray) -> None:
    """Write the answers for `slices` from their (n, 4, s, s) probabilities on `grid`."""
    for start in range(0, len(slices), SLICES_AT_ONCE):
        few = slice(start, start + SLICES_AT_ONCE)
        # Outside the network's field the maps come back as 0, which must not read as "not
        # background": so background is left out here and taken as what remains.
        answers.put(slices[few], grid.to_ct(maps[few, LIVER_CODE:]))


def _batch(
    series: Series, model: Model, grid: SliceGrid, view: View | None, slices: np.ndarray
) -> torch.Tensor:
    """What the network gets for `slices`, (n, 3, s, s)."""
    hu = grid.to_model(series.volume[slices])
    if view is not None:
        hu = view.disturbed(hu, slices)
    return slice_tensors(hu, model.preprocessing)


def _outputs(
    inputs: Callable[[np.ndarray], torch.Tensor],
    run: Engine,
    batches: list[np.ndarray],
    known: dict[int, Output],
    watch: Watch,
    batch_ms: list[float],
) -> Iterator[list[Output]]:
    """What the network says of the slices of each batch of indices; the next batch is prepared in
    another thread while the network runs. Slices that are `known` are not asked about again, and
    are taken out of it. The network's time per slice is added to `batch_ms`."""

    def prepare(batch: np.ndarray) -> torch.Tensor | None:
        asked = [index for index in batch.tolist() if index not in known]
        return inputs(np.array(asked)) if asked else None

    with ThreadPoolExecutor(1, thread_name_prefix="prepare-slices") as pool:
        upcoming = pool.submit(prepare, batches[0])
        for batch, following in zip(batches, [*batches[1:], None], strict=True):
            watch.check()
            tensors = upcoming.result()
            if following is not None:
                upcoming = pool.submit(prepare, following)
            new: Iterator[Output] = iter(())
            if tensors is not None:
                started = time.perf_counter()
                masks, classes = run(tensors)
                batch_ms.append((time.perf_counter() - started) * 1000 / len(tensors))
                new = zip(masks, classes, strict=True)
            del tensors
            yield [known.pop(i) if i in known else next(new) for i in batch.tolist()]
