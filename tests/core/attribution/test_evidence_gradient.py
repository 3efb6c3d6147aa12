import math

import pytest
import torch

from core.attribution.evidence_gradient import evidence_gradient
from core.models.evidence import N_FEATURES, TOP_PIXELS, slice_evidence

BENIGN_TOP, BENIGN_AREA, MALIGNANT_TOP, MALIGNANT_AREA, EITHER_TOP = range(5)


def only(figure):
    weights = torch.zeros(1, N_FEATURES, dtype=torch.float64)
    weights[0, figure] = 1
    return weights


def test_the_top_by_hand():
    # The malignant logit is 3 in 15 pixels and 5 in one; everything else is 0. The strongest 16
    # are the whole row; the gradient there is 1 / 16 for malignant and -1/3 of that for each other
    # code.
    logits = torch.zeros(1, 4, 2, TOP_PIXELS, dtype=torch.float64)
    logits[0, 3, 0] = 3
    logits[0, 3, 0, 7] = 5
    gradient = evidence_gradient(logits, only(MALIGNANT_TOP))
    assert gradient[0, 3, 0] == pytest.approx(1 / 16)
    assert gradient[0, :3, 0] == pytest.approx(-1 / 48)
    assert not gradient[0, :, 1].any()


def test_the_area_by_hand():
    # All logits 0: s = 1/4 on each of 32 pixels, A = 8. d log(1 + A) / d logit of the kind is
    # s (1 - s) / (1 + A) = 1/48, of each other code -s/4 / 9 = -1/144.
    logits = torch.zeros(1, 4, 2, 16, dtype=torch.float64)
    gradient = evidence_gradient(logits, only(BENIGN_AREA))
    assert gradient[0, 2] == pytest.approx(1 / 48)
    assert gradient[0, [0, 1, 3]] == pytest.approx(-1 / 144)


@pytest.mark.parametrize(("spread", "stride"), [(1.0, 1), (30.0, 1), (1.0, 2), (1.0, 8)])
def test_it_agrees_with_automatic_differentiation(spread, stride):
    generator = torch.Generator().manual_seed(3)
    logits = torch.randn(3, 4, 9, 7, generator=generator, dtype=torch.float64) * spread
    weights = torch.randn(3, N_FEATURES, generator=generator, dtype=torch.float64)
    leaf = logits.clone().requires_grad_()
    # slice_evidence works in float32.
    features = slice_evidence(leaf, torch.zeros(3, 3), stride)
    (expected,) = torch.autograd.grad((features * weights).sum(), leaf)
    found = evidence_gradient(logits, weights, stride)
    assert found.numpy() == pytest.approx(expected.numpy(), abs=1e-6)


def test_certain_pixels_give_a_finite_gradient():
    logits = torch.zeros(1, 4, 4, 8)
    logits[0, 3] = 200.0  # the softmax of the others is 0 in float32
    gradient = evidence_gradient(logits, only(EITHER_TOP).float())
    assert torch.isfinite(gradient).all()
    assert gradient[0, 3].sum().item() == pytest.approx(1.0, abs=1e-6)
    assert gradient[0, 2].sum().item() == pytest.approx(math.exp(-200), abs=1e-6)
