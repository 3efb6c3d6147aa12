import torch
from captum.attr import Saliency

from core.attribution.methods.saliency import SALIENCY
from tests.core.attribution.small_networks import Weighted, small_cnn, some_slices


def test_the_absolute_weights_of_all_channels():
    network, slices = Weighted(), some_slices()
    found = SALIENCY.attribute(network, slices, 1)
    torch.testing.assert_close(found.values, (3 * network.weights.abs()).expand(2, -1, -1))
    assert found.convergence_delta is None


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices()
    expected = Saliency(network).attribute(slices.clone().requires_grad_(), target=2)
    torch.testing.assert_close(SALIENCY.attribute(network, slices, 2).values, expected.sum(dim=1))
