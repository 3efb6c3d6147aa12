import warnings

import pytest
import torch
from captum.attr import GuidedBackprop
from torch import nn
from torch.nn import functional

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
    # The gradient is 6 - 5 = 1; guided, the unit that counts against the score lets nothing by.
    found = GUIDED_BACKPROP.attribute(TwoUnits(rectify), some_slices(), 0)
    torch.testing.assert_close(found.values, torch.full((2, 8, 8), 6.0))


def test_it_is_captums():
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
    ("network", "reason"),
    [
        (nn.Sequential(nn.Conv2d(3, 2, 1), nn.SiLU()), "rule for ReLU only, and 1 of this network"),
        (Functional(), "the network calls relu as a function"),
        (nn.Sequential(nn.Conv2d(3, 2, 1), nn.Sigmoid()), None),
        (nn.Sequential(nn.Conv2d(3, 2, 1)), "this network has none"),
        (small_cnn(), None),
    ],
)
def test_what_it_can_not_do_is_found_by_looking(network, reason):
    found = obstacle(network, 8)
    assert found is None if reason is None else reason in found
