import numpy as np
import pytest
import torch
from torch import nn

from core.errors import UsageError
from core.inference.engines import OnnxEngine, TorchEngine, make_engine
from core.models import build_network
from core.preprocessing import PreprocessingConfig
from tests.coded import raises
from tests.core.known_network import known_model


@pytest.fixture(scope="module")
def small_unet():
    """A timm test network under our U-Net: random weights, real operators."""
    torch.manual_seed(0)
    network = build_network("test_efficientnet", decoder_channels=(16, 16, 8, 8, 8))
    return known_model(network, PreprocessingConfig(size=64))


def test_onnx_and_eager_agree_for_any_batch_size(small_unet):
    onnx, eager = OnnxEngine(small_unet), TorchEngine(small_unet)
    for n in (1, 3):
        slices = torch.rand(n, 3, 64, 64, generator=torch.Generator().manual_seed(n))
        for got, wanted in zip(onnx(slices), eager(slices), strict=True):
            assert got.shape == wanted.shape
            assert got.numpy() == pytest.approx(wanted.numpy(), abs=1e-4)


def test_the_shapes_are_those_of_the_contract(small_unet):
    masks, classes = TorchEngine(small_unet)(torch.zeros(2, 3, 64, 64))
    assert (tuple(masks.shape), tuple(classes.shape)) == ((2, 4, 64, 64), (2, 3))


def test_a_network_is_exported_once(small_unet, monkeypatch):
    OnnxEngine(small_unet)
    monkeypatch.setattr("core.inference.engines.export_onnx", lambda model: pytest.fail("again"))
    OnnxEngine(small_unet)


class Unexportable(nn.Module):
    """ONNX has no counterpart of this operator."""

    def forward(self, slices):
        flat = torch.special.i1(slices.flatten(1)[:, :3])
        return slices.repeat(1, 2, 1, 1)[:, :4], flat


def test_auto_falls_back_to_pytorch_and_onnx_says_why_not():
    model = known_model(Unexportable())
    assert make_engine("auto", model).name == "torch"
    with raises(UsageError, "not_for_onnx_runtime", "known"):
        make_engine("onnx", model)


def test_an_unknown_engine_is_named():
    with raises(UsageError, "no_such_engine", "auto, onnx, torch"):
        make_engine("tensorrt", known_model())


def test_auto_prefers_onnx():
    assert make_engine("auto", known_model()).name == "onnx"
    assert np.isfinite(OnnxEngine(known_model())(torch.zeros(1, 3, 64, 64))[1].numpy()).all()
