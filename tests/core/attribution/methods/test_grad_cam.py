import pytest
import torch
from captum.attr import LayerGradCam
from torch import nn
from torch.nn import functional

from core.attribution import sentences
from core.attribution.methods.grad_cam import FULL_SCALE_LOGITS, GRAD_CAM
from core.errors import UsageError
from tests.core.attribution.small_networks import small_cnn, some_slices


def test_it_agrees_with_captum_at_any_layer():
    network, slices = small_cnn(), some_slices()
    for name in ("0", "3"):
        coarse = LayerGradCam(network, network.get_submodule(name)).attribute(
            slices, target=2, relu_attributions=True
        )
        expected = functional.interpolate(coarse, size=(8, 8), mode="bilinear")[:, 0]
        found = GRAD_CAM.attribute(network, slices, 2, parameters={"layer": name})
        torch.testing.assert_close(found.values, expected)
        assert found.details["layer"] == name
        assert found.details["map_size"] == list(coarse.shape[2:])


def test_the_scale_is_a_fixed_number_of_logits_divided_among_the_cells():
    found = GRAD_CAM.attribute(small_cnn(), some_slices(), 2, parameters={"layer": "3"})
    assert GRAD_CAM.fixed_scale(found.details) == FULL_SCALE_LOGITS / 16


class WithUnusedLayer(nn.Module):
    """One layer's map is not used."""

    def __init__(self) -> None:
        super().__init__()
        self.used, self.unused = nn.Conv2d(3, 2, 1), nn.Conv2d(3, 2, 1)

    def forward(self, slices):
        self.unused(slices)
        return self.used(slices).mean(dim=(2, 3))


def test_a_layer_without_effect_on_the_score_is_named():
    network = WithUnusedLayer()
    GRAD_CAM.attribute(network, some_slices(), 1, parameters={"layer": "used"})
    with pytest.raises(UsageError) as refused:
        GRAD_CAM.attribute(network, some_slices(), 1, parameters={"layer": "unused"})
    assert refused.value.args == (sentences.layer_without_effect("unused"),)


def test_a_network_without_a_map_is_refused():
    flat = nn.Sequential(nn.Flatten(), nn.Linear(192, 2))
    assert GRAD_CAM.obstacle(flat, 8) == sentences.no_layer_with_map()
    assert GRAD_CAM.obstacle(small_cnn(), 8) is None
    with pytest.raises(UsageError) as refused:
        GRAD_CAM.attribute(flat, some_slices(), 1)
    assert refused.value.code == "no_layer_with_map"
