"""Every slice through a network: our engine against the same weights in eager PyTorch."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import torch
from torch import nn

from core.inference import make_engine
from core.inference.voxels import voxel_codes
from core.labels import LIVER_CODE
from core.models import Model, available_models, load_model
from core.models.classical import ClassicalNetwork
from core.preprocessing import SliceGrid, slice_tensors
from tools.benchmarks.ratio import race, seconds_of
from tools.benchmarks.row import Finding, Row, Skipped
from tools.benchmarks.series import in_memory

#: As `core.inference.predict` runs the network.
BATCH = 8
N_SLICES = 16
#: Backbone -> rounds, and times as fast as batch 1 and batch 16 that are asked for.
MOBILE, LARGE = (4.0, 2.5), (1.3, 1.3)
BACKBONES = {
    "tf_efficientnet_lite0": MOBILE,
    "mobilenetv2_100": MOBILE,
    "vgg16": LARGE,
    "inception_v3": LARGE,
    "resnet152": LARGE,
}
SAME_PROBABILITY, SAME_MASK = 1e-3, 0.999


def _run(name: str) -> Finding:
    model = load_model(name)
    if isinstance(model.network, ClassicalNetwork):
        raise Skipped("the classical baseline has no eager network to hold it against")
    slices = network_slices(model, N_SLICES)
    engine = make_engine("onnx", model)

    def ours() -> list[tuple[torch.Tensor, torch.Tensor]]:
        return [engine(part) for part in slices.split(BATCH)]

    def eager(batch: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
        with torch.inference_mode():
            return [model.network(part) for part in slices.split(batch)]

    apart, alike = compared(ours(), eager(16))
    rounds = 5 if BACKBONES.get(model.backbone) == MOBILE else 3
    found = race({"ours": ours, "batch 1": lambda: eager(1), "batch 16": lambda: eager(16)}, rounds)
    one, sixteen = found.ratios["batch 1"], found.ratios["batch 16"]
    target = BACKBONES.get(model.backbone)
    same = apart <= SAME_PROBABILITY and alike >= SAME_MASK
    operations = multiply_adds(model.network, slices[:1]) * 2
    peak = operations_a_second()
    return Finding(
        measured=f"{found.seconds['ours'].median * 1000 / N_SLICES:.1f} ms per slice; {one:.2f} "
        f"times as fast as batch 1, {sixteen:.2f} times as fast as batch 16; probabilities apart "
        f"by {apart:.1e} at most, {alike:.4%} of the mask the same",
        met=None
        if target is None
        else same and one.median >= target[0] and sixteen.median >= target[1],
        floor=f"{operations / 1e9:.2f} G operations per slice; a matrix product in PyTorch reached "
        f"{peak / 1e9:.0f} G a second here, so {operations / peak * 1000:.1f} ms",
        figures={
            "ms_per_slice": found.seconds["ours"].median * 1000 / N_SLICES,
            "times_batch_1": one.median,
            "times_batch_16": sixteen.median,
            "probability_apart": apart,
            "mask_alike": alike,
            "operations": float(operations),
            "peak_operations_a_second": peak,
        },
        note="" if same else "the outputs are not the same",
    )


def network_slices(model: Model, count: int) -> torch.Tensor:
    """(count, 3, s, s): what the network gets of slices spread over the series."""
    series = in_memory()
    picks = np.linspace(0, series.n_slices - 1, count).round().astype(int)
    grid = SliceGrid.for_series(series, model.preprocessing)
    return slice_tensors(grid.to_model(series.volume[picks]), model.preprocessing)


def compared(
    ours: list[tuple[torch.Tensor, torch.Tensor]], other: list[tuple[torch.Tensor, torch.Tensor]]
) -> tuple[float, float]:
    """(largest difference of a class probability, share of the mask's pixels with one code)."""
    (my_masks, mine), (their_masks, theirs) = (_joined(one) for one in (ours, other))
    apart = float((mine.softmax(1) - theirs.softmax(1)).abs().max())
    codes = [
        voxel_codes(masks.softmax(1)[:, LIVER_CODE:].numpy()) for masks in (my_masks, their_masks)
    ]
    return apart, float((codes[0] == codes[1]).mean())


def multiply_adds(network: nn.Module, example: torch.Tensor) -> int:
    """Of all convolutions and linear layers in one forward pass; the rest is small beside them."""
    total = 0

    def count(module: nn.Module, _: object, output: torch.Tensor) -> None:
        nonlocal total
        a_value = math.prod(module.get_parameter("weight").shape[1:])
        total += output.numel() * a_value

    hooks = [
        module.register_forward_hook(count)
        for module in network.modules()
        if isinstance(module, nn.Conv2d | nn.Linear)
    ]
    try:
        with torch.inference_mode():
            network(example)
    finally:
        for hook in hooks:
            hook.remove()
    return total


def operations_a_second(side: int = 1536) -> float:
    """Of a float32 matrix product, the best of five: what this machine can do at all."""
    left = torch.rand(side, side)
    right = torch.rand(side, side)
    left @ right
    return 2 * side**3 / min(seconds_of(lambda: left @ right) for _ in range(5))


def _joined(outputs: list[tuple[torch.Tensor, torch.Tensor]]) -> list[torch.Tensor]:
    return [torch.cat([one[k] for one in outputs]) for k in (0, 1)]


def _target(name: str) -> str:
    target = BACKBONES.get(available_models()[name].backbone)
    if target is None:
        return "none set"
    return f"{target[0]:g} and {target[1]:g} times as fast; equal to 1e-3, masks to 99.9 %"


ROWS = [
    Row(
        name=f"score-{name}",
        section="Scoring",
        what=f"{name}, every slice: classification and mask",
        against="eager PyTorch, batch 1 and batch 16, same weights",
        target=_target(name),
        run=partial(_run, name),
    )
    for name in available_models()
    if available_models()[name].backbone in BACKBONES
]
