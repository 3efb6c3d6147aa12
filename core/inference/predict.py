"""Run a network over a series: batch by batch, back on the CT's grid, then tidied in 3-D."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import torch

from core.areas import liver_areas_mm2
from core.errors import Cancelled, UsageError
from core.inference.cleanup import CleanUpRules, clean_up
from core.inference.engines import Engine, make_engine
from core.inference.gate import gate_by_liver
from core.inference.kind import name_kind_by_lesion
from core.inference.smoothing import AxialSmoother
from core.inference.voxels import voxel_codes
from core.labels import LIVER_CODE
from core.models import Model
from core.models.network import class_probabilities
from core.preprocessing import SliceGrid, slice_tensors
from core.series import Series

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a network says about a series; voxel arrays lie on the CT's own grid."""

    #: (z, 3) float32, temperature-scaled, benign or malignant as the 3-D lesions are
    #: (`inference.kind`), gated by the liver's area (`inference.gate`).
    probabilities: np.ndarray
    #: (z, 3) float32, temperature-scaled: the slice classifier's own word.
    ungated_probabilities: np.ndarray
    #: (z, y, x) uint8 codes of `core.labels`.
    mask: np.ndarray
    #: (z, y, x) uint8, round(255 p(lesion)), before the clean-up of the mask.
    lesion_probability: np.ndarray
    #: (z,) float64, lesions included.
    liver_area_mm2: np.ndarray
    #: "onnx" or "torch".
    engine: str
    #: Wall seconds of each stage.
    seconds: dict[str, float] = field(default_factory=dict)


def predict(
    series: Series,
    model: Model,
    *,
    engine: str = "auto",
    batch_size: int = 8,
    rules: CleanUpRules | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Prediction:
    """Class probabilities of every slice and the mask of the series.

    In order: the network on batches, mask probabilities averaged along z (`AxialSmoother`),
    brought back to the CT's grid and decided (`voxel_codes`), the mask tidied in 3-D
    (`clean_up`), the slice classes named by the 3-D lesions (`name_kind_by_lesion`) and gated by
    the liver's area (`gate_by_liver`). Memory: three
    bytes a CT voxel beside the CT, and a few slices of float maps.

    Args:
        progress: called with (slices done, slices in all), from 0 on.
        cancel: looked at before each batch.

    Raises:
        Cancelled: `cancel` was set.
        UsageError: the batch size is below 1, or the engine can't be used.
    """
    if batch_size < 1:
        raise UsageError(f"the batch size is {batch_size}: use at least 1.")
    rules = rules or CleanUpRules()
    report = progress or (lambda done, total: None)
    report(0, series.n_slices)
    started = time.perf_counter()
    run = make_engine(engine, model)
    ready = time.perf_counter()

    maps = _CtMaps(series, SliceGrid.for_series(series, model.preprocessing))
    smoother = AxialSmoother(series.positions_mm, rules.smoothing_mm)
    class_logits = []
    for mask_logits, logits in _network_outputs(series, model, run, maps.grid, batch_size, cancel):
        class_logits.append(logits)
        maps.put(*smoother.push(torch.softmax(mask_logits, dim=1).numpy()))
        report(sum(map(len, class_logits)), series.n_slices)
    predicted = time.perf_counter()

    clean_up(maps.mask, maps.lesion_probability, maps.malignant_probability, series, rules)
    ungated = class_probabilities(torch.cat(class_logits), model.temperature).numpy()
    liver_area = liver_areas_mm2(maps.mask, series)
    named = name_kind_by_lesion(
        ungated, maps.mask, maps.lesion_probability, maps.malignant_probability
    )
    return Prediction(
        probabilities=gate_by_liver(named, liver_area),
        ungated_probabilities=ungated,
        mask=maps.mask,
        lesion_probability=maps.lesion_probability,
        liver_area_mm2=liver_area,
        engine=run.name,
        seconds={
            "engine": ready - started,
            "network": predicted - ready,
            "clean_up": time.perf_counter() - predicted,
        },
    )


def _network_outputs(
    series: Series,
    model: Model,
    run: Engine,
    grid: SliceGrid,
    batch_size: int,
    cancel: threading.Event | None,
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """(mask logits, class logits) of each batch in slice order; the next batch is prepared in
    another thread while the network runs."""

    def prepare(start: int) -> torch.Tensor:
        hu = grid.to_model(series.volume[start : start + batch_size])
        return slice_tensors(hu, model.preprocessing)

    starts = range(0, series.n_slices, batch_size)
    with ThreadPoolExecutor(1, thread_name_prefix="prepare-slices") as pool:
        upcoming = pool.submit(prepare, 0)
        for start in starts:
            if cancel is not None and cancel.is_set():
                raise Cancelled(f"Cancelled after {start} of {series.n_slices} slices.")
            batch = upcoming.result()
            if start + batch_size < series.n_slices:
                upcoming = pool.submit(prepare, start + batch_size)
            yield run(batch)


class _CtMaps:
    """The voxel results on the CT's grid, filled in slice order."""

    def __init__(self, series: Series, grid: SliceGrid) -> None:
        self.grid = grid
        self.mask = np.zeros(series.volume.shape, np.uint8)
        self.lesion_probability = np.zeros(series.volume.shape, np.uint8)
        self.malignant_probability = np.zeros(series.volume.shape, np.uint8)

    def put(self, first: int, probabilities: np.ndarray) -> None:
        """The slices from `first` on, from their (m, 4, size, size) mask probabilities."""
        # Outside the network's field the maps come back as 0, which must not read as "not
        # background": so background is left out here and taken as what remains.
        on_ct = self.grid.to_ct(probabilities[:, LIVER_CODE:])
        here = slice(first, first + len(on_ct))
        self.mask[here] = voxel_codes(on_ct)
        self.lesion_probability[here] = (on_ct[:, 1] + on_ct[:, 2]) * 255 + 0.5
        self.malignant_probability[here] = on_ct[:, 2] * 255 + 0.5
