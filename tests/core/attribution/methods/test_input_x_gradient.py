import torch
from captum.attr import InputXGradient

from core.attribution.methods.input_x_gradient import INPUT_X_GRADIENT
from tests.core.attribution.small_networks import Weighted, small_cnn, some_slices


def test_weight_times_pixel_value():
    network, slices = Weighted(), some_slices()
    for target, sign in ((0, 1), (1, -1)):
        found = INPUT_X_GRADIENT.attribute(network, slices, target)
        torch.testing.assert_close(found.values, sign * network.by_hand(slices))


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices()
    expected = InputXGradient(network).attribute(slices.clone().requires_grad_(), target=0)
    torch.testing.assert_close(
        INPUT_X_GRADIENT.attribute(network, slices, 0).values, expected.sum(dim=1)
    )
