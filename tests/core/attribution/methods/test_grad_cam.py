import pytest
import torch
from captum.attr import LayerGradCam
from torch import nn
from torch.nn import functional

from core.attribution.methods.grad_cam import FULL_SCALE_LOGITS, GRAD_CAM
from core.errors import UsageError
from tests.core.attribution.small_networks import small_cnn, some_slices


def test_it_is_captums_at_any_layer():
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


def test_the_scale_is_a_fixed_number_of_logits_shared_by_the_cells():
    found = GRAD_CAM.attribute(small_cnn(), some_slices(), 2, parameters={"layer": "3"})
    assert GRAD_CAM.fixed_scale(found.details) == FULL_SCALE_LOGITS / 16


class SideShow(nn.Module):
    """A layer whose map nothing reads."""

    def __init__(self) -> None:
        super().__init__()
        self.read, self.unread = nn.Conv2d(3, 2, 1), nn.Conv2d(3, 2, 1)

    def forward(self, slices):
        self.unread(slices)
        return self.read(slices).mean(dim=(2, 3))


def test_a_layer_that_the_score_does_not_read_is_named():
    network = SideShow()
    GRAD_CAM.attribute(network, some_slices(), 1, parameters={"layer": "read"})
    with pytest.raises(UsageError, match="the score does not read the layer unread"):
        GRAD_CAM.attribute(network, some_slices(), 1, parameters={"layer": "unread"})


def test_a_network_without_a_map_says_so():
    flat = nn.Sequential(nn.Flatten(), nn.Linear(192, 2))
    assert "no layer of this network holds one" in GRAD_CAM.obstacle(flat, 8)
    assert GRAD_CAM.obstacle(small_cnn(), 8) is None
    with pytest.raises(UsageError, match="no layer of this network holds a map"):
        GRAD_CAM.attribute(flat, some_slices(), 1)
