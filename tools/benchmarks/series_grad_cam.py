"""Grad-CAM of every slice of a series, against a loop of Captum's LayerGradCam.

    python -m tools.benchmarks.series_grad_cam

Each shipped network, at the decoder's last block and at an encoder's layer of stride 16. The same
work on both sides: from the slices' tensors to the map of each, in one process with as many
threads. Preparing the slices, and bringing maps to the CT's grid, is the same for both and left
out. `docs/explanations.md` has the figures; the default model on a real series is a row of
RESULTS.md.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from captum.attr import LayerGradCam

from core.attribution import ScoreNetwork, unavailable
from core.attribution.decoder_grad_cam import closed_form_heads
from core.attribution.decoder_outputs import decoder_outputs
from core.attribution.layers import Layer, decoder_blocks
from core.attribution.methods.grad_cam import GRAD_CAM
from core.attribution.series_grad_cam import BATCH_SIZE, find_layer, layer_maps
from core.attribution.target import TARGETS, target_index
from core.errors import UsageError
from core.models import Model, available_models, load_model
from core.phantom import make_phantom
from core.preprocessing import SliceGrid, slice_tensors
from tools.benchmarks.ratio import Race, race
from tools.benchmarks.row import Finding, Row
from tools.benchmarks.series import in_memory

N_SLICES, ROUNDS, STRIDES = 8, 3, (1, 16)
SLICES_OF_THE_ROW = 100
#: Of the timed maps; all scores are compared.
TARGET = "malignant"
#: The maps may be apart by this share of the highest value.
SAME_MAP = 1e-4
TIMES_AS_FAST = 5.0


def main() -> None:
    for name in available_models():
        model = load_model(name)
        reason = unavailable(GRAD_CAM, model)
        for stride in STRIDES:
            print(f"{name}, stride {stride}: {reason or measure(model, stride)}", flush=True)


def measure(model: Model, stride: int) -> str:
    """How many times as fast, in words."""
    try:
        layer = find_layer(model, stride=stride)
    except UsageError as none_there:
        return str(none_there)
    slices = _phantom_slices(model)
    apart = _furthest_apart(model, layer, slices)
    result = _timed(model, layer, slices)
    return (
        f"{layer.name}, {N_SLICES} slices in {result.seconds['ours']:.3f} s, "
        f"{result.ratios['loop']:.1f} times as fast as a loop of LayerGradCam{_bound(result)}; "
        f"maps apart by {apart:.0e}"
    )


def _run() -> Finding:
    model = load_model(next(iter(available_models())))
    layer = find_layer(model)
    apart = _furthest_apart(model, layer, _phantom_slices(model))
    series = in_memory(SLICES_OF_THE_ROW)
    grid = SliceGrid.for_series(series, model.preprocessing)
    result = _timed(model, layer, slice_tensors(grid.to_model(series.volume), model.preprocessing))
    ratio, same = result.ratios["loop"], apart <= SAME_MAP
    milliseconds = result.seconds["ours"].median / SLICES_OF_THE_ROW * 1000
    return Finding(
        measured=f"{milliseconds:.1f} ms per slice; {ratio:.2f} times as fast as the loop; maps of "
        f"{len(TARGETS)} scores apart by {apart:.0e} of the highest value at most",
        met=same and ratio.median >= TIMES_AS_FAST,
        floor=f"the network alone, by ONNX Runtime without gradients{_bound(result)}",
        figures={
            "seconds": result.seconds["ours"].median,
            "loop_seconds": result.seconds["loop"].median,
            "network_seconds": result.seconds["network"].median,
            "apart": apart,
        },
        note="" if same else "the maps are not the same",
    )


def _phantom_slices(model: Model) -> torch.Tensor:
    phantom = make_phantom("malignant", n_slices=N_SLICES, size=model.preprocessing.size)
    return slice_tensors(phantom.series.volume.astype("float32"), model.preprocessing)


def _furthest_apart(model: Model, layer: Layer, slices: torch.Tensor) -> float:
    """Of any score: the largest difference to Captum's maps, as a share of their highest value."""
    shares = []
    for target in TARGETS:
        expected = _by_loop(model, layer, target, slices)
        found = _by_us(model, layer, target, slices)
        shares.append(float((found - expected).abs().max() / expected.max().clamp(min=1e-12)))
    return max(shares)


def _timed(model: Model, layer: Layer, slices: torch.Tensor) -> Race:
    """The ways "ours" and "loop"; at the decoder's last block also "network": what the formula
    needs, and no more."""
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: _by_us(model, layer, TARGET, slices),
        "loop": lambda: _by_loop(model, layer, TARGET, slices),
    }
    if closed_form_heads(model.network) and layer.name == decoder_blocks(model.network)[-1]:
        outputs = decoder_outputs(model)
        ways["network"] = lambda: [outputs(part) for part in slices.split(BATCH_SIZE)]
    return race(ways, ROUNDS)


def _bound(result: Race) -> str:
    if "network" not in result.ratios:
        return ""
    most = result.seconds["loop"].median / result.seconds["network"].median
    return f"; the network's outputs alone would be {most:.2f} times as fast"


def _by_us(model: Model, layer: Layer, target: str, slices: torch.Tensor) -> torch.Tensor:
    maps_of = layer_maps(model, layer, target)
    return torch.cat([maps_of(part) for part in slices.split(BATCH_SIZE)])


def _by_loop(model: Model, layer: Layer, target: str, slices: torch.Tensor) -> torch.Tensor:
    captum = LayerGradCam(ScoreNetwork(model.network), model.network.get_submodule(layer.name))
    maps = [
        captum.attribute(
            one.clone().requires_grad_(), target=target_index(target), relu_attributions=True
        ).detach()[:, 0]
        for one in slices.split(1)
    ]
    return torch.cat(maps)


ROWS = [
    Row(
        name="explain-whole-series",
        section="Explaining",
        what=f"Grad-CAM of {SLICES_OF_THE_ROW} slices, from their tensors to their maps, warm, the "
        "default model",
        against="a loop of Captum's LayerGradCam over the slices",
        target=f"{TIMES_AS_FAST:g} times as fast; the same maps to {SAME_MAP:g} of the highest",
        run=_run,
    )
]


if __name__ == "__main__":
    main()
