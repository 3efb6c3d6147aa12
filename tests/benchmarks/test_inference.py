"""Scoring slices through ONNX Runtime, against the same weights in eager PyTorch."""

import pytest
import torch

from core.inference import make_engine
from core.models import available_models, load_model
from tests.benchmarks.ratio import report_ratio


@pytest.mark.parametrize("name", list(available_models()))
@pytest.mark.parametrize("batch", [1, 16])
def test_network(name, batch):
    model = load_model(name)
    onnx = make_engine("onnx", model)
    side = model.preprocessing.size
    slices = torch.rand(16, 3, side, side)

    def eager():
        with torch.inference_mode():
            return [model.network(part) for part in slices.split(batch)]

    def ours():
        return [onnx(part) for part in slices.split(8)]

    found = torch.cat([classes for _, classes in ours()])
    expected = torch.cat([classes for _, classes in eager()])
    assert torch.allclose(found.softmax(1), expected.softmax(1), atol=1e-3)
    report_ratio(f"{name}, 16 slices", ours, f"eager, batch {batch}", eager)
