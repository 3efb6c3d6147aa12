"""Grad-CAM of every slice of a series, against a loop of Captum's LayerGradCam.

    python -m tools.benchmarks.series_grad_cam

Each shipped network, at the decoder's last block and at an encoder's layer of stride 16. The same
work on both sides: from the slices' tensors to the map of each. Preparing the slices, and bringing
maps to the CT's grid, is the same for both and left out. `docs/explanations.md` has the figures.
"""

from __future__ import annotations

import torch
from captum.attr import LayerGradCam

from core.attribution import ScoreNetwork, unavailable
from core.attribution.methods.grad_cam import GRAD_CAM
from core.attribution.series_grad_cam import BATCH_SIZE, find_layer, layer_maps
from core.attribution.target import target_index
from core.errors import UsageError
from core.models import Model, available_models, load_model
from core.phantom import make_phantom
from core.preprocessing import slice_tensors
from tools.benchmarks.ratio import race

N_SLICES, ROUNDS, STRIDES = 8, 3, (1, 16)
TARGET = "malignant"


def main() -> None:
    for name in available_models():
        model = load_model(name)
        reason = unavailable(GRAD_CAM, model)
        for stride in STRIDES:
            print(f"{name}, stride {stride}: {reason or measure(model, stride)}", flush=True)


def measure(model: Model, stride: int) -> str:
    """How many times as fast, in words.

    Raises:
        ArithmeticError: the maps differ by more than 1e-4 of the highest value.
    """
    try:
        layer = find_layer(model, stride=stride)
    except UsageError as none_there:
        return str(none_there)
    phantom = make_phantom("malignant", n_slices=N_SLICES, size=model.preprocessing.size)
    slices = slice_tensors(phantom.series.volume.astype("float32"), model.preprocessing)
    maps_of = layer_maps(model, layer, TARGET)
    captum = LayerGradCam(ScoreNetwork(model.network), model.network.get_submodule(layer.name))

    def loop() -> torch.Tensor:
        maps = [
            captum.attribute(
                one.clone().requires_grad_(),
                target=target_index(TARGET),
                relu_attributions=True,
            ).detach()[:, 0]
            for one in slices.split(1)
        ]
        return torch.cat(maps)

    def ours() -> torch.Tensor:
        return torch.cat([maps_of(part) for part in slices.split(BATCH_SIZE)])

    expected, found = loop(), ours()
    if not (found - expected).abs().max() <= 1e-4 * expected.max():
        raise ArithmeticError(f"{model.name}, {layer.name}: the maps are not those of Captum")
    result = race({"ours": ours, "loop": loop}, ROUNDS)
    return (
        f"{layer.name}, {N_SLICES} slices in {result.seconds['ours']:.3f} s, "
        f"{result.ratios['loop']:.1f} times as fast as a loop of LayerGradCam"
    )


if __name__ == "__main__":
    main()
