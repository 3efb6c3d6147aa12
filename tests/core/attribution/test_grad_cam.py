import threading

import numpy as np
import pytest
import torch
from captum.attr import LayerGradCam

from core.attribution import METHODS, TARGETS, explain, grad_cam, sentences
from core.attribution.grad_cam import FULL_SCALE_LOGITS
from core.errors import UsageError
from core.inference import network_lock
from core.models import build_network
from core.preprocessing import PreprocessingConfig, SliceGrid, slice_tensors
from tests.core.attribution.small_networks import PooledNetwork
from tests.core.known_network import block_volume, hu_series, known_model


@pytest.fixture(scope="module")
def model():
    return known_model(PooledNetwork())


@pytest.fixture
def bright_corner():
    """Brightness 1 in the upper left quadrant, 0 elsewhere."""
    volume = np.zeros((2, 64, 64))
    volume[1, :32, :32] = 255
    return hu_series(volume)


def test_values_by_hand_at_the_deepest_layer(model, bright_corner):
    # Mean gradient of the logit: 8 / 4 cells; activation of the bright cell: 1.
    explanation = grad_cam(model, bright_corner, 1, "malignant", stride=32)
    assert explanation.heatmap[:16, :16] == pytest.approx(2.0, abs=1e-5)
    assert explanation.heatmap[48:, 48:] == pytest.approx(0.0, abs=1e-6)
    # Linear interpolation: half way from the bright cell's centre to its neighbour's.
    assert explanation.heatmap[8, 31:33].mean() == pytest.approx(1.0, abs=1e-5)
    assert explanation.parameters["map_size"] == [2, 2]
    assert explanation.scale == FULL_SCALE_LOGITS / 4
    assert explanation.heatmap.dtype == np.float32


def test_values_by_hand_at_stride_16_the_default_without_a_decoder(model, bright_corner):
    explanation = grad_cam(model, bright_corner, 1, "malignant")
    assert explanation.heatmap[:24, :24] == pytest.approx(8 / 16, abs=1e-5)
    assert explanation.heatmap[40:, 40:] == pytest.approx(0.0, abs=1e-6)
    assert explanation.scale == FULL_SCALE_LOGITS / 16  # the map has 16 cells


def test_evidence_against_a_class_gives_no_heat(model, bright_corner):
    explanation = grad_cam(model, bright_corner, 1, "normal")
    assert not explanation.heatmap.any()
    assert explanation.overlap.energy_in_liver is None


def test_a_slice_without_evidence_is_not_stretched(model):
    faint = np.zeros((1, 64, 64))
    faint[0, :32, :32] = 2.55  # truncated to 2 HU
    explanation = grad_cam(model, hu_series(faint), 0, "malignant")
    assert explanation.heatmap.max() == pytest.approx(8 / 16 * 2 / 255, abs=1e-5)
    assert explanation.heatmap.max() / explanation.scale < 0.02


def test_it_is_captums_map_on_a_real_network():
    torch.manual_seed(1)
    network = build_network("test_efficientnet", decoder_channels=(8, 8, 8, 8, 8)).eval()
    model = known_model(network.requires_grad_(False), PreprocessingConfig(size=64))
    series = hu_series(np.random.default_rng(0).integers(0, 255, (1, 64, 64)))
    explanation = grad_cam(model, series, 0, "benign", stride=32)
    grid = SliceGrid.for_series(series, model.preprocessing)
    slices = slice_tensors(grid.to_model(series.volume), model.preprocessing)
    layer = network.get_submodule(explanation.parameters["layer"])
    raw = LayerGradCam(lambda x: network(x)[1], layer).attribute(slices.requires_grad_(), target=1)
    field = torch.relu(raw.detach()).repeat_interleave(32, 2).repeat_interleave(32, 3)
    # Linear interpolation keeps the cells' values only at the corners of the field: compare there.
    for corner in ((0, 0), (0, -1), (-1, 0), (-1, -1)):
        expected = grid.to_ct(field.numpy())[0, 0][corner]
        assert explanation.heatmap[corner] == pytest.approx(expected, abs=1e-6)
    assert (explanation.heatmap >= 0).all()


def test_hooks_are_gone_and_weights_have_no_gradient_afterwards(model, bright_corner):
    grad_cam(model, bright_corner, 1, "malignant")
    assert all(not module._forward_hooks for module in model.network.modules())
    assert all(parameter.grad is None for parameter in model.network.parameters())


def test_it_waits_for_the_networks_lock(model, bright_corner):
    done = threading.Event()

    def run():
        grad_cam(model, bright_corner, 1, "malignant")
        done.set()

    with network_lock(model.network):
        thread = threading.Thread(target=run)
        thread.start()
        assert not done.wait(0.3)
    thread.join(timeout=60)
    assert done.is_set()


def test_the_overlap_uses_the_mask_that_is_given(model, bright_corner):
    mask = np.zeros((64, 64), np.uint8)
    mask[:, :48] = 1
    mask[:16, :16] = 3
    explanation = grad_cam(model, bright_corner, 1, "malignant", mask=mask)
    heat = explanation.heatmap.astype(float)
    assert explanation.overlap.energy_in_lesion == pytest.approx(
        heat[:16, :16].sum() / heat.sum(), abs=1e-6
    )
    assert explanation.overlap.peak_in_lesion is True
    assert explanation.parameters["overlap_mask"] == "the analysis of the series"


def test_without_a_mask_the_network_outlines_the_slice(model):
    explanation = grad_cam(model, hu_series(block_volume(2)), 1, "malignant")
    assert explanation.parameters["overlap_mask"] == "this slice alone"
    assert 0.2 < explanation.overlap.energy_in_liver < 0.6
    assert explanation.overlap.lesion_share_of_liver == 0.0


def test_the_probabilities_are_gated_by_the_liver_as_in_an_analysis(model, bright_corner):
    liver = np.ones((64, 64), np.uint8)
    logits = np.array(PooledNetwork.WEIGHTS) / 4  # mean brightness 1 / 4
    expected = np.exp(logits) / np.exp(logits).sum()
    with_liver = grad_cam(model, bright_corner, 1, "benign", mask=liver)
    assert with_liver.probabilities == pytest.approx(expected, abs=1e-5)
    without = grad_cam(model, bright_corner, 1, "benign", mask=np.zeros_like(liver))
    assert without.probabilities.tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("grad_cam", 2, "malignant"), sentences.unknown_slice(2, 2)),
        (("grad_cam", -1, "malignant"), sentences.unknown_slice(-1, 2)),
        (("grad_cam", 0, "cyst"), sentences.unknown_target("cyst", TARGETS)),
        (("lime", 0, "benign"), sentences.unknown_method("lime", METHODS)),
    ],
)
def test_wrong_arguments_are_named(model, bright_corner, arguments, expected):
    method, index, target = arguments
    with pytest.raises(UsageError) as refused:
        explain(method, model, bright_corner, index, target)
    assert (refused.value.code, str(refused.value)) == (expected.code, expected)
