"""Grad-CAM of every slice of a series, against a loop of Captum's LayerGradCam.

The same work on both sides: from the slices' tensors to the map of each at the decoder's last
block. Preparing the slices, and bringing maps to the CT's grid, is the same for both and left out.
"""

import pytest
import torch
from captum.attr import LayerGradCam

from core.attribution import ScoreNetwork, unavailable
from core.attribution.methods.grad_cam import GRAD_CAM
from core.attribution.series_grad_cam import BATCH_SIZE, find_layer, layer_maps
from core.attribution.target import target_index
from core.errors import UsageError
from core.models import available_models, load_model
from core.phantom import make_phantom
from core.preprocessing import slice_tensors
from tests.benchmarks.ratio import report_ratio

N_SLICES = 8


@pytest.mark.parametrize("stride", [1, 16])
@pytest.mark.parametrize("name", list(available_models()))
def test_maps_of_a_series(name, stride):
    model = load_model(name)
    reason = unavailable(GRAD_CAM, model)
    if reason is not None:
        pytest.skip(reason)
    size = model.preprocessing.size
    hu = make_phantom("malignant", n_slices=N_SLICES, size=size).series.volume
    slices = slice_tensors(hu.astype("float32"), model.preprocessing)
    try:
        layer = find_layer(model, stride=stride)
    except UsageError as none_there:
        pytest.skip(str(none_there))
    maps_of = layer_maps(model, layer, "malignant")
    captum = LayerGradCam(ScoreNetwork(model.network), model.network.get_submodule(layer.name))

    def loop():
        return torch.cat(
            [
                captum.attribute(
                    one.clone().requires_grad_(),
                    target=target_index("malignant"),
                    relu_attributions=True,
                ).detach()[:, 0]
                for one in slices.split(1)
            ]
        )

    def ours():
        return torch.cat([maps_of(part) for part in slices.split(BATCH_SIZE)])

    expected, found = loop(), ours()
    assert expected.max() > 0
    assert (found - expected).abs().max() <= 1e-4 * expected.max()
    ratio = report_ratio(
        f"{name}, {layer.name}, {N_SLICES} slices", ours, "a loop of LayerGradCam", loop, runs=3
    )
    assert ratio > 1
