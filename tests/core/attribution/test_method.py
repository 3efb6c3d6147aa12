import threading

import numpy as np
import pytest
import torch
from torch import nn

from core.attribution import METHODS
from core.attribution.chunks import activation_bytes, slices_per_pass
from core.attribution.guard import hooks_removed
from core.attribution.method import ROWS
from core.errors import Cancelled
from tests.core.attribution.contract import METHOD_NAMES
from tests.core.attribution.small_networks import Weighted, small_cnn, some_slices

#: Quick settings for the methods with many passes.
QUICK = {
    "integrated_gradients": {"steps": 4},
    "gradient_shap": {"samples": 3},
    "grad_cam": {"layer": "0"},
    "guided_grad_cam": {"layer": "0"},
    "occlusion": {"window": 4, "stride": 4},
    "feature_ablation": {"superpixels": 3},
    "kernel_shap": {"superpixels": 3, "samples": 30},
}


def hooks_of(network: nn.Module) -> int:
    return sum(
        len(getattr(module, name))
        for module in network.modules()
        for name in ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")
    )


class Fragile(nn.Module):
    """A network that fails, or is cancelled, at its n-th pass."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.passes = 0
        self.at = None
        self.event = None

    def forward(self, slices):
        self.passes += 1
        if self.at is not None and self.passes >= self.at:
            if self.event is None:
                raise ZeroDivisionError
            self.event.set()
        return self.network(slices)


def test_all_methods_are_there_and_described():
    assert set(METHODS) >= set(METHOD_NAMES)
    for name, method in METHODS.items():
        assert method.name == name
        assert all((method.title, method.summary, method.reference, method.cost, method.unit))
        assert {p.name for p in method.parameters} >= set(method.quick)
    assert {name for name in METHOD_NAMES if METHODS[name].complete} == {
        *("integrated_gradients", "gradient_shap", "deeplift", "kernel_shap")
    }


@pytest.mark.parametrize("name", METHODS)
def test_hooks_are_gone_after_success_error_and_cancel(name):
    network = Fragile(small_cnn())
    layer = {"layer": "network.0"} if "cam" in name else QUICK.get(name)
    run = METHODS[name].attribute
    run(network, some_slices(), 1, parameters=layer)
    assert hooks_of(network) == 0
    taken = network.passes

    network.passes, network.at = 0, 1
    with pytest.raises(ZeroDivisionError):
        run(network, some_slices(), 1, parameters=layer)
    assert hooks_of(network) == 0

    network.passes, network.at, network.event = 0, None, threading.Event()
    network.event.set()
    with pytest.raises(Cancelled) as refused:
        run(network, some_slices(), 1, parameters=layer, cancel=network.event)
    assert refused.value.code == "heatmap_cancelled"
    assert network.passes == 0 < taken
    assert hooks_of(network) == 0
    assert all(p.requires_grad for p in network.parameters())
    assert all(p.grad is None for p in network.parameters())


class Counting(nn.Module):
    """A network that notes how many slices went through it in each pass."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.rows = []

    def forward(self, slices):
        self.rows.append(len(slices))
        return self.network(slices)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("samples", [0, 3])
def test_it_knows_beforehand_how_many_slices_go_through_the_network(name, samples):
    method, seen = METHODS[name], []
    if samples and not method.gradient:
        return
    network = Counting(small_cnn())
    given = {"layer": "network.0"} if "cam" in name else QUICK.get(name)
    slices = some_slices(1)
    # What is known of a network takes passes of its own, once.
    method.attribute(network, slices, 1, parameters=given)
    network.rows.clear()
    method.attribute(
        network,
        slices,
        1,
        parameters=given,
        smooth_samples=samples,
        progress=lambda done, total: seen.append((done, total)),
    )
    expected = method.count(method.values(given), slices.shape[-1], samples)
    # SLIC makes about as many regions as are asked for.
    regions = 2 if "superpixels" in method.values(given) else 0
    assert abs(sum(network.rows) - expected) <= regions
    assert {total for _, total in seen} == {expected}
    done = [one for one, _ in seen]
    assert done == sorted(done) and done[0] == 0 and done[-1] == expected


@pytest.mark.parametrize("name", METHODS)
def test_few_slices_at_once_so_that_a_cancellation_is_soon_noticed(name):
    if name == "gradient_shap":  # its draws depend on how many it is given
        return
    network = Counting(small_cnn())
    given = {"layer": "network.0"} if "cam" in name else QUICK.get(name)
    METHODS[name].attribute(network, some_slices(3), 1, parameters=given)
    # DeepLift passes each slice together with its baseline.
    assert max(network.rows) <= ROWS * (2 if name == "deeplift" else 1)


def test_cancelling_between_two_passes_works():
    network = Fragile(Weighted())
    METHODS["occlusion"].attribute(network, some_slices(1), 0, parameters=QUICK["occlusion"])
    all_passes, network.passes = network.passes, 0
    network.event, network.at = threading.Event(), 2
    with pytest.raises(Cancelled):
        METHODS["occlusion"].attribute(
            network,
            some_slices(1),
            0,
            parameters={"window": 1, "stride": 1},
            cancel=network.event,
        )
    assert network.passes == 2 < all_passes + 4


def test_hooks_that_were_there_before_stay():
    network = small_cnn()
    network[1].register_forward_hook(lambda *_: None)
    with hooks_removed(network):
        network[1].register_forward_pre_hook(lambda *_: None)
        network[3].register_forward_hook(lambda *_: None)
    assert hooks_of(network) == len(network[1]._forward_hooks) == 1


#: These make new draws for each slice of a batch.
RANDOM = {"gradient_shap", "kernel_shap"}


@pytest.mark.parametrize("name", sorted(set(METHODS) - RANDOM))
def test_many_slices_give_the_same_maps_as_one_by_one(name, monkeypatch):
    network, slices = small_cnn(), some_slices(3)
    alone = [
        METHODS[name].attribute(network, slices[i : i + 1], 2, parameters=QUICK.get(name)).values
        for i in range(3)
    ]
    monkeypatch.setattr("core.attribution.chunks.MAX_ROWS", 2)
    together = METHODS[name].attribute(network, slices, 2, parameters=QUICK.get(name))
    assert together.values.dtype == torch.float32
    torch.testing.assert_close(together.values, torch.cat(alone), atol=1e-5, rtol=1e-4)


def test_the_memory_bound_limits_how_many_slices_go_at_once(monkeypatch):
    network = nn.Sequential(nn.Conv2d(3, 8, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    # Outputs of 8 x 16 x 16, 8 and 8 float32.
    assert activation_bytes(network, 16) == (4 * (2048 + 8 + 8), 4 * 2048)
    monkeypatch.setattr("core.attribution.chunks.MEMORY_BOUND_BYTES", 10 * 2 * 4 * 2064)
    assert slices_per_pass(network, 16) == (10, 2)
    monkeypatch.setattr("core.attribution.chunks.MEMORY_BOUND_BYTES", 1)
    assert slices_per_pass(network, 16) == (1, 1)


def test_the_backward_pass_ends_at_the_layer(monkeypatch):
    network = nn.Sequential(nn.Conv2d(3, 8, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    # After the convolution: 8 and 8 float32; its own output is still the largest.
    assert activation_bytes(network, 16, after="0") == (4 * (8 + 8), 4 * 2048)
    monkeypatch.setattr("core.attribution.chunks.MEMORY_BOUND_BYTES", 5 * 2 * 4 * 16)
    assert slices_per_pass(network, 16, after="0") == (5, 1)


def test_other_random_draws_are_not_affected():
    torch.manual_seed(11)
    np.random.seed(11)
    expected = torch.rand(2).tolist(), np.random.rand(2).tolist()
    torch.manual_seed(11)
    np.random.seed(11)
    for name in ("gradient_shap", "kernel_shap"):
        METHODS[name].attribute(Weighted(), some_slices(1), 0, parameters=QUICK[name])
    assert (torch.rand(2).tolist(), np.random.rand(2).tolist()) == expected


def test_a_caller_without_gradients_stays_without():
    with torch.no_grad():
        found = METHODS["saliency"].attribute(Weighted(), some_slices(), 0)
        assert not torch.is_grad_enabled()
    assert not found.values.requires_grad
