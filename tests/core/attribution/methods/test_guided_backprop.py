import warnings

import pytest
import torch
from captum.attr import GuidedBackprop
from torch import nn
from torch.nn import functional

from core.attribution import sentences
from core.attribution.methods.guided_backprop import GUIDED_BACKPROP, obstacle
from tests.core.attribution.small_networks import small_cnn, some_slices


class TwoUnits(nn.Module):
    """3 relu(2 x) - 5 relu(x), summed over the first channel."""

    def __init__(self, rectify) -> None:
        super().__init__()
        self.up, self.down = rectify(), rectify()

    def forward(self, slices):
        x = slices[:, 0]
        return (3 * self.up(2 * x) - 5 * self.down(x)).sum(dim=(1, 2))[:, None]


@pytest.mark.parametrize("rectify", [nn.ReLU, nn.ReLU6])
def test_only_support_passes_a_rectifier(rectify):
    # The gradient is 6 - 5 = 1; guided, the unit that lowers the score passes nothing.
    found = GUIDED_BACKPROP.attribute(TwoUnits(rectify), some_slices(), 0)
    torch.testing.assert_close(found.values, torch.full((2, 8, 8), 6.0))


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = GuidedBackprop(network).attribute(slices.clone().requires_grad_(), target=1)
    torch.testing.assert_close(
        GUIDED_BACKPROP.attribute(network, slices, 1).values, expected.sum(dim=1)
    )


class Functional(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.block = nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU())

    def forward(self, slices):
        return functional.relu(self.block(slices)).mean(dim=(2, 3))


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (
            nn.Sequential(nn.Conv2d(3, 2, 1), nn.SiLU()),
            sentences.activation_without_rule("1", "SiLU"),
        ),
        (Functional(), sentences.activation_not_a_module("", "relu")),
        (nn.Sequential(nn.Conv2d(3, 2, 1), nn.Sigmoid()), None),
        (nn.Sequential(nn.Conv2d(3, 2, 1)), sentences.no_rectifier()),
        (small_cnn(), None),
    ],
)
def test_unsuitable_networks_are_recognised(network, expected):
    assert obstacle(network, 8) == expected
