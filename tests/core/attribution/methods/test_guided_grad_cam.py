import warnings

import torch
from captum.attr import GuidedGradCam
from torch import nn
from torch.nn import functional

from core.attribution.methods.grad_cam import GRAD_CAM
from core.attribution.methods.guided_backprop import GUIDED_BACKPROP
from core.attribution.methods.guided_grad_cam import GUIDED_GRAD_CAM
from tests.core.attribution.small_networks import small_cnn, some_slices


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = GuidedGradCam(network, network.get_submodule("3")).attribute(
            slices.clone().requires_grad_(), target=1, interpolate_mode="bilinear"
        )
    found = GUIDED_GRAD_CAM.attribute(network, slices, 1, parameters={"layer": "3"})
    torch.testing.assert_close(found.values, expected.sum(dim=1))
    assert found.values.abs().sum() > 0


def test_it_is_the_product_of_both_methods_with_relu6_too():
    network, slices = small_cnn(), some_slices()
    network[1], network[5] = nn.ReLU6(), nn.ReLU6()
    cam = GRAD_CAM.attribute(network, slices, 1, parameters={"layer": "0"}).values
    guided = GUIDED_BACKPROP.attribute(network, slices, 1).values
    found = GUIDED_GRAD_CAM.attribute(network, slices, 1, parameters={"layer": "0"})
    torch.testing.assert_close(found.values, cam * guided)
    assert functional.relu(found.values).sum() > 0
