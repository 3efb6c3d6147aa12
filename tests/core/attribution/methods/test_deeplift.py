import warnings

import pytest
import torch
from captum.attr import DeepLift
from torch import nn
from torch.nn import functional

from core.attribution.methods.deeplift import DEEPLIFT
from tests.core.attribution.small_networks import Hinge, Weighted, small_cnn, some_slices


def test_for_a_sum_each_pixel_gets_its_contribution():
    network, slices = Weighted(), some_slices()
    found = DEEPLIFT.attribute(network, slices, 0)
    torch.testing.assert_close(found.values, network.by_hand(slices))


@pytest.mark.parametrize("rectify", [nn.ReLU(), nn.ReLU(inplace=True), functional.relu, torch.relu])
def test_a_hinge_by_hand_as_a_module_or_a_function(rectify):
    # 64 pixels of 1/16 sum to 4. The hinge's input rises by 4, from -1 at the baseline to 3, and
    # its output from 0 to 3: each pixel gets 1/16 * 3/4. The gradient alone would give 1/16.
    slices = torch.full((1, 3, 8, 8), 1 / 16)
    found = DEEPLIFT.attribute(Hinge(rectify), slices, 0)
    torch.testing.assert_close(found.values, torch.full((1, 8, 8), 3 / 64))
    assert found.convergence_delta.tolist() == pytest.approx([0], abs=1e-5)


def test_it_agrees_with_captum():
    network, slices = small_cnn(), some_slices()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = DeepLift(network).attribute(slices, target=2)
    found = DEEPLIFT.attribute(network, slices, 2)
    torch.testing.assert_close(found.values, expected.sum(dim=1), atol=1e-5, rtol=1e-4)


def test_a_pool_after_a_rectifier_keeps_its_rule():
    # Captum 0.9 loses the pool's rule there: both of its hooks are on the one tensor between them,
    # and the rectifier's comes first. With a non-uniform baseline its sum is then wrong.
    network = small_cnn()
    network[2] = nn.Identity()
    slices, baseline = some_slices(), 0.3 + 0.2 * some_slices().flip(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, captums = DeepLift(network).attribute(
            slices, baseline, target=2, return_convergence_delta=True
        )
    assert captums.abs().max() > 1e-3
    found = DEEPLIFT.attribute(network, slices, 2, parameters={"baseline": "blurred"})
    assert found.convergence_delta.abs().max() < 1e-6


class Awkward(nn.Module):
    """Everything that hooks on modules miss: ReLU6, a module used twice, functions, overlapping
    pools, a gate, attention, a layer norm, and the head's log-sum-exp and top-k."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(2)
        self.first = nn.Conv2d(3, 8, 3, padding=1)
        self.second = nn.Conv2d(8, 8, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.clipped = nn.ReLU6(inplace=True)
        self.norm = nn.LayerNorm(8)
        self.last = nn.Linear(8, 2)

    def forward(self, slices):
        x = self.relu(self.second(self.relu(self.first(4 * slices))))
        x = functional.max_pool2d(x, 3, stride=2)
        x = self.clipped(3 * x - 1)
        x = x * torch.sigmoid(x.mean(dim=(2, 3), keepdim=True))
        x = x + functional.silu(x)
        tokens = self.norm(x.flatten(2).transpose(1, 2))
        tokens = functional.scaled_dot_product_attention(tokens, tokens, tokens)
        scores = self.last(tokens).transpose(1, 2)
        area = torch.log1p(torch.sigmoid(scores[:, 0]).sum(dim=1))
        return (
            torch.logsumexp(scores, dim=2)
            + scores.topk(3, dim=2).values.mean(dim=2)
            + (4 * area * torch.tanh(area))[:, None]
        )


def test_it_is_complete_even_where_hooks_on_modules_fail():
    network, slices = Awkward().eval(), some_slices(2, 16)
    with torch.no_grad():
        difference = (network(slices) - network(slices * 0))[:, 1]
    found = DEEPLIFT.attribute(network, slices, 1)
    assert difference.abs().min() > 0.05
    torch.testing.assert_close(found.values.sum(dim=(1, 2)), difference, atol=2e-3, rtol=1e-2)
    assert found.convergence_delta.abs().max() < 2e-3


def test_the_network_is_unchanged_afterwards():
    network, slices = Awkward().eval(), some_slices(1, 16)
    before = network(slices)
    DEEPLIFT.attribute(network, slices, 0)
    torch.testing.assert_close(network(slices), before)
    assert not any(hasattr(module, "input") for module in network.modules())
