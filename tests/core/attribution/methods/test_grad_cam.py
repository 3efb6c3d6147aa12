import torch
from captum.attr import LayerGradCam
from torch.nn import functional

from core.attribution.methods.grad_cam import FULL_SCALE_LOGITS, GRAD_CAM
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
