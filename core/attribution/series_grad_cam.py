"""Grad-CAM of every slice of a series, faster than one slice at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch

from core.attribution.availability import unavailable
from core.attribution.chunks import slices_per_pass
from core.attribution.decoder_grad_cam import closed_form_heads, decoder_grad_cam
from core.attribution.decoder_outputs import decoder_outputs
from core.attribution.layers import Layer, chosen_layer, decoder_blocks, layer_at
from core.attribution.methods.grad_cam import FULL_SCALE_LOGITS, GRAD_CAM
from core.attribution.series_heat import SeriesHeat
from core.attribution.tail_grad_cam import tail_grad_cam
from core.attribution.target import score_words, target_index
from core.consent import check_consent
from core.errors import UsageError
from core.inference import network_lock
from core.inference.watch import Progress, Watch
from core.models import Model, require_modality
from core.preprocessing import SliceGrid, on_network_scale, slice_tensors
from core.series import Series

#: Number of slices that go through the network at once; with four, threads wait more often.
BATCH_SIZE = 8

#: (n, 3, s, s) float32 -> (n, h, w) float32, >= 0: Grad-CAM at the layer's own resolution.
LayerMaps = Callable[[torch.Tensor], torch.Tensor]


def series_grad_cam(
    model: Model,
    series: Series,
    target: str,
    *,
    layer: str = "",
    stride: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> SeriesHeat:
    """The maps of `grad_cam` for a whole series; each slice's is the same to 1e-4 of the scale.

    Each slice goes through the network once, in batches. At the decoder's last block, the default
    layer, ONNX Runtime runs the network and a formula gives the channels' weights from its outputs
    (`decoder_grad_cam`). At other layers, the gradient is computed from that layer on
    (`tail_grad_cam`).

    Args:
        target: one of `target.TARGETS`.
        layer: a name as for Grad-CAM's parameter: see `layers.chosen_layer`.
        stride: instead of `layer`: 1 for the decoder's last block, 16 or 32 for encoder layers.
        progress: called with (slices done, total), starting at 0.
        cancel: checked before each batch.

    Raises:
        UsageError: there is no such target or layer, the model has no gradients, or it is made for
            images of another kind.
        ConsentError: the operator's list does not allow it.
        Cancelled: `cancel` was set.
    """
    check_consent(series)
    target_index(target)
    require_modality(model, series.tags.modality)
    series = on_network_scale(series, model.preprocessing)
    chosen = find_layer(model, layer, stride)
    maps_of = layer_maps(model, chosen, target)
    watch = Watch(series.n_slices, 1, progress, cancel)
    grid = SliceGrid.for_series(series, model.preprocessing)
    maps = np.zeros((series.n_slices, *chosen.side), np.float32)
    for start, slices in _batches(model, series, grid, watch):
        maps[start : start + len(slices)] = maps_of(slices).numpy()
        watch.advance(start + len(slices), series.n_slices)
    watch.end()
    return SeriesHeat(
        target=target,
        maps=maps,
        grid=grid,
        scale=FULL_SCALE_LOGITS / (chosen.side[0] * chosen.side[1]),
        parameters={
            "method": GRAD_CAM.name,
            "layer": chosen.name,
            "stride": chosen.stride,
            "map_size": list(chosen.side),
            "score": score_words(model.network, target),
            "negative_values": "set to 0",
            "interpolation": "linear",
            "unit": GRAD_CAM.unit,
            "full_scale_logits": FULL_SCALE_LOGITS,
        },
    )


def find_layer(model: Model, name: str = "", stride: int | None = None) -> Layer:
    """The layer of that name, or at that stride.

    Raises:
        UsageError: there is no such layer, or the model has no gradients.
    """
    with network_lock(model.network):
        reason = unavailable(GRAD_CAM, model)
        if reason is not None:
            raise UsageError(reason)
        size = model.preprocessing.size
        if stride is not None:
            name = layer_at(model.network, size, stride)
        return chosen_layer(model.network, size, name)


def layer_maps(model: Model, layer: Layer, target: str) -> LayerMaps:
    """The fastest way to the maps for this model and layer."""
    network = model.network
    heads = closed_form_heads(network)
    if heads is not None and layer.name == decoder_blocks(network)[-1]:
        outputs = decoder_outputs(model)
        return lambda slices: decoder_grad_cam(heads, target, *outputs(slices), slices.shape[2:])
    with network_lock(network):
        # Nothing before the layer is recorded for the backward pass.
        rows, _ = slices_per_pass(network, model.preprocessing.size, after=layer.name)

    def by_gradient(slices: torch.Tensor) -> torch.Tensor:
        with network_lock(network):
            parts = [tail_grad_cam(network, layer, target, part) for part in slices.split(rows)]
        return torch.cat(parts)

    return by_gradient


def _batches(
    model: Model, series: Series, grid: SliceGrid, watch: Watch
) -> Iterator[tuple[int, torch.Tensor]]:
    """(index of the first slice, (n, 3, s, s)) per batch; the next one is prepared while the
    network runs."""

    def prepare(start: int) -> torch.Tensor:
        hu = grid.to_model(series.volume[start : start + BATCH_SIZE])
        return slice_tensors(hu, model.preprocessing)

    with ThreadPoolExecutor(1, thread_name_prefix="prepare-slices") as pool:
        upcoming = pool.submit(prepare, 0)
        for start in range(0, series.n_slices, BATCH_SIZE):
            watch.check()
            slices = upcoming.result()
            if start + BATCH_SIZE < series.n_slices:
                upcoming = pool.submit(prepare, start + BATCH_SIZE)
            yield start, slices
