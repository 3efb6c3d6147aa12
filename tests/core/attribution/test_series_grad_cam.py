import threading

import numpy as np
import pytest
import torch
from torch import nn

from core.attribution import decoder_outputs, grad_cam
from core.attribution.layers import decoder_blocks
from core.attribution.methods.grad_cam import FULL_SCALE_LOGITS
from core.attribution.series_grad_cam import series_grad_cam
from core.attribution.target import TARGETS
from core.errors import Cancelled, UsageError
from core.inference import network_lock
from core.models import build_network
from core.preprocessing import PreprocessingConfig
from tests.core.attribution.small_networks import PooledNetwork
from tests.core.known_network import hu_series, known_model


@pytest.fixture(scope="module")
def by_hand():
    return known_model(PooledNetwork())


@pytest.fixture(scope="module")
def corners():
    """Six slices, all HU 0; slice k has a corner quadrant of brightness k / 5."""
    volume = np.zeros((6, 64, 64))
    volume[:, :32, :32] = (np.arange(6) * 51)[:, None, None]
    return hu_series(volume)


@pytest.fixture(scope="module", params=[5, 4], ids=["full_resolution", "half_resolution"])
def unet(request):
    """A real encoder and decoder with random weights, also in the slice head; with this seed no
    map is empty at the decoder's last block."""
    torch.manual_seed(2)
    network = build_network("test_efficientnet", decoder_channels=(8,) * request.param).eval()
    nn.init.normal_(network.slice_head.linear.weight)
    return known_model(network.requires_grad_(False), PreprocessingConfig(size=64))


@pytest.fixture(scope="module")
def noise():
    """More slices than one batch, and not a multiple of it."""
    return hu_series(np.random.default_rng(0).integers(0, 255, (10, 64, 64)))


def test_values_by_hand_for_every_slice(by_hand, corners):
    # Mean gradient of the logit: 8 / 4 cells; activation of the bright cell: k / 5.
    heat = series_grad_cam(by_hand, corners, "malignant", stride=32)
    assert heat.maps.shape == (6, 2, 2)
    assert heat.maps[:, 0, 0] == pytest.approx(2 * np.arange(6) / 5, abs=1e-5)
    assert not heat.maps[:, 1].any()
    assert heat.scale == FULL_SCALE_LOGITS / 4
    assert heat.on_slice(5)[:16, :16] == pytest.approx(2.0, abs=1e-5)


def test_the_volume_is_relative_to_the_scale(by_hand, corners):
    volume = series_grad_cam(by_hand, corners, "malignant", stride=32).volume()
    assert (volume.shape, volume.dtype) == ((6, 64, 64), np.uint8)
    # 0.4 more per slice, on a scale of 1: 102 of 255; from slice 3 on it is at the top.
    assert volume[:, 8, 8].tolist() == [0, 102, 204, 255, 255, 255]
    assert not volume[:, 60, 60].any()


@pytest.mark.parametrize("target", TARGETS)
def test_each_slice_is_the_same_as_by_grad_cam(unet, noise, target):
    heat = series_grad_cam(unet, noise, target)
    assert heat.parameters["layer"] == decoder_blocks(unet.network)[-1]
    assert heat.maps.any()
    for index in (0, 7, 9):
        one = grad_cam(unet, noise, index, target)
        assert heat.scale == one.scale
        assert one.heatmap.any()
        found = heat.on_slice(index) / one.heatmap.max()
        assert found == pytest.approx(one.heatmap / one.heatmap.max(), abs=1e-4)


@pytest.mark.parametrize(("decoder", "widths"), [("fpn", (32, 32)), ("deeplabv3plus", (8,))])
def test_decoders_without_a_chain_of_blocks_count_as_one(decoder, widths, noise):
    torch.manual_seed(2)
    network = build_network("test_efficientnet", decoder=decoder, decoder_channels=widths).eval()
    nn.init.normal_(network.slice_head.linear.weight)
    model = known_model(network.requires_grad_(False), PreprocessingConfig(size=64))
    heat = series_grad_cam(model, noise, "lesion")
    assert (heat.parameters["layer"], heat.maps.shape) == ("decoder", (10, 16, 16))
    one = grad_cam(model, noise, 9, "lesion")
    assert one.heatmap.any()
    assert heat.on_slice(9) == pytest.approx(one.heatmap, abs=1e-4 * float(one.heatmap.max()))


@pytest.mark.parametrize("stride", [16, 32])
@pytest.mark.parametrize("target", ["benign", "lesion"])
def test_and_at_the_encoders_layers_too(unet, noise, target, stride):
    heat = series_grad_cam(unet, noise, target, stride=stride)
    one = grad_cam(unet, noise, 4, target, stride=stride)
    assert heat.parameters["layer"] == one.parameters["layer"]
    assert heat.on_slice(4) == pytest.approx(one.heatmap, abs=1e-4 * float(one.heatmap.max()))


def test_a_layer_can_be_named(unet, noise):
    by_name = series_grad_cam(unet, noise, "benign", layer="deepest")
    by_stride = series_grad_cam(unet, noise, "benign", stride=32)
    assert np.array_equal(by_name.maps, by_stride.maps)


def test_without_onnx_the_maps_are_the_same(unet, noise, monkeypatch):
    expected = series_grad_cam(unet, noise, "malignant").maps

    def refuse(*_arguments):
        raise RuntimeError("no such operator")

    monkeypatch.setattr(decoder_outputs, "_session_for", refuse)
    found = series_grad_cam(unet, noise, "malignant").maps
    assert found == pytest.approx(expected, abs=1e-4 * float(expected.max()))


def test_no_hook_and_no_gradient_is_left(unet, noise):
    series_grad_cam(unet, noise, "benign", stride=16)
    assert all(not module._forward_hooks for module in unet.network.modules())
    assert all(parameter.grad is None for parameter in unet.network.parameters())


def test_progress_counts_slices(by_hand, noise):
    seen = []
    series_grad_cam(by_hand, noise, "benign", progress=lambda *counts: seen.append(counts))
    assert seen == [(0, 10), (8, 10), (10, 10)]


def test_it_can_be_cancelled(by_hand, noise):
    cancel = threading.Event()

    def progress(done, _total):
        if done:
            cancel.set()

    with pytest.raises(Cancelled) as refused:
        series_grad_cam(by_hand, noise, "benign", progress=progress, cancel=cancel)
    assert "8 of 10" in str(refused.value)


def test_it_waits_for_the_networks_lock(by_hand, corners):
    done = threading.Event()

    def run():
        series_grad_cam(by_hand, corners, "malignant")
        done.set()

    with network_lock(by_hand.network):
        thread = threading.Thread(target=run)
        thread.start()
        assert not done.wait(0.3)
    thread.join(timeout=60)
    assert done.is_set()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"target": "cyst"}, "unknown_target"),
        ({"target": "benign", "stride": 8}, "no_layer_at_stride"),
        ({"target": "benign", "layer": "attic"}, "unknown_layer"),
    ],
)
def test_wrong_arguments_are_named(by_hand, corners, options, code):
    with pytest.raises(UsageError) as refused:
        series_grad_cam(by_hand, corners, **options)
    assert refused.value.code == code
