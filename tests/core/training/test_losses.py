import math

import pytest
import torch

from core.training.data import IGNORED_CLASS
from core.training.losses import lesion_kind_loss, soft_dice_loss, training_loss


def test_dice_loss_by_hand():
    probability = torch.tensor([[[0.5, 1.0, 0.0]]])
    target = torch.tensor([[[1.0, 1.0, 0.0]]])
    # overlap 1.5, sums 1.5 + 2, smoothing 1: 1 - (3 + 1) / (3.5 + 1).
    assert soft_dice_loss(probability, target, torch.ones_like(target)).item() == pytest.approx(
        1 - 4 / 4.5
    )


def test_uncertain_pixels_change_nothing():
    torch.manual_seed(0)
    logits, classes = torch.randn(1, 4, 4, 4), torch.tensor([2])
    masks = torch.randint(0, 4, (1, 4, 4))
    masks[0, 0] = 255
    other = logits.clone()
    other[0, :, 0] += torch.randn(4, 4) * 10
    class_logits = torch.zeros(1, 3)
    assert training_loss(logits, class_logits, masks, classes).item() == pytest.approx(
        training_loss(other, class_logits, masks, classes).item()
    )


def test_unknown_class_costs_nothing():
    logits, masks = torch.zeros(2, 4, 4, 4), torch.zeros(2, 4, 4, dtype=torch.long)
    unknown = torch.full((2,), IGNORED_CLASS)
    with_classes = training_loss(logits, torch.zeros(2, 3), masks, torch.tensor([0, 0]))
    without = training_loss(logits, torch.zeros(2, 3), masks, unknown)
    # Flat logits: ln 3 for the class, and for "anomaly" the logit is ln 2: softplus(ln 2) = ln 3.
    assert (with_classes - without).item() == pytest.approx(0.5 * (math.log(3) + math.log(3)))


def test_a_perfect_answer_costs_almost_nothing():
    masks = torch.tensor([[[0, 1], [2, 3]]])
    logits = torch.nn.functional.one_hot(masks, 4).permute(0, 3, 1, 2).float() * 50
    class_logits = torch.tensor([[0.0, 0.0, 50.0]])
    assert training_loss(logits, class_logits, masks, torch.tensor([2])).item() < 1e-4


def test_lesion_kind_weighs_both_kinds_alike():
    # One malignant pixel at margin +2, three benign at margin -1, the liver beside them ignored.
    masks = torch.tensor([[[3, 2, 2, 2, 1]]])
    logits = torch.zeros(1, 4, 1, 5)
    logits[0, 3, 0] = torch.tensor([2.0, -1.0, -1.0, -1.0, 9.0])
    expected = (math.log1p(math.exp(-2)) + math.log1p(math.exp(-1))) / 2
    assert lesion_kind_loss(logits, masks).item() == pytest.approx(expected)
    assert lesion_kind_loss(logits, torch.ones_like(masks)).item() == 0
