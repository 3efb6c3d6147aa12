import numpy as np
import torch

from core.models import build_network
from core.training.data import IGNORED_CLASS
from core.training.slice_head import collect_evidence, fit_slice_head


def test_separable_evidence_is_separated():
    rng = np.random.default_rng(0)
    classes = np.arange(90) % 3
    features = rng.normal(0, 0.3, (90, 8))
    features[classes == 1, 0] += 6
    features[classes == 2, 2] += 6
    weight, bias = fit_slice_head(features, classes)
    logits = np.pad(features @ weight.numpy().T + bias.numpy(), ((0, 0), (1, 0)))
    assert (logits.argmax(1) == classes).all()
    assert weight[0, 0] > 0 > weight[0, 2]


def test_without_signal_the_bias_is_the_log_odds():
    # Constant features: only the bias can move. 6 normal, 3 benign, 1 malignant.
    classes = np.array([0] * 6 + [1] * 3 + [2])
    _, bias = fit_slice_head(np.zeros((10, 8)), classes)
    assert torch.allclose(bias, torch.tensor([3 / 6, 1 / 6]).log(), atol=1e-3)


def test_unknown_classes_are_left_out():
    network = build_network("test_efficientnet").eval()
    batch = torch.rand(3, 3, 64, 64), torch.tensor([0, IGNORED_CLASS, 2])
    features, classes = collect_evidence(network, [batch])
    assert features.shape == (2, 8)
    assert classes.tolist() == [0, 2]
