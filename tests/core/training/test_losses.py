import math

import pytest
import torch

from core.errors import UsageError
from core.training.data import IGNORED_CLASS
from core.training.losses import (
    LossConfig,
    distillation_loss,
    lesion_kind_loss,
    soft_dice_loss,
    soft_iou_loss,
    training_loss,
)
from tests.coded import raises


def test_dice_loss_by_hand():
    probability = torch.tensor([[[0.5, 1.0, 0.0]]])
    target = torch.tensor([[[1.0, 1.0, 0.0]]])
    # overlap 1.5, sums 1.5 + 2, smoothing 1: 1 - (3 + 1) / (3.5 + 1).
    assert soft_dice_loss(probability, target, torch.ones_like(target)).item() == pytest.approx(
        1 - 4 / 4.5
    )


def test_a_batch_without_outlines_has_the_loss_of_its_classes():
    logits = torch.randn(2, 4, 4, 4, requires_grad=True)
    masks, classes = torch.full((2, 4, 4), 255), torch.tensor([0, 2])
    loss = training_loss(logits, torch.zeros(2, 3), masks, classes)
    # Three alike: log 3; "anomaly" has the log-odds log 2, so -log(1/3) and -log(2/3) in turn.
    anomaly = (math.log(3) + math.log(3 / 2)) / 2
    assert loss.item() == pytest.approx(0.5 * (math.log(3) + anomaly))


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


def test_iou_loss_by_hand():
    probability = torch.tensor([[[0.5, 1.0, 0.0]]])
    target = torch.tensor([[[1.0, 1.0, 0.0]]])
    # overlap 1.5, union 1.5 + 2 - 1.5 = 2, smoothing 1: 1 - 2.5 / 3.
    loss = soft_iou_loss(probability, target, torch.ones_like(target))
    assert loss.item() == pytest.approx(1 - 2.5 / 3)


def test_the_overlap_loss_can_be_chosen():
    masks, classes = torch.tensor([[[1, 0]]]), torch.tensor([0])
    logits, class_logits = torch.zeros(1, 4, 1, 2), torch.zeros(1, 3)
    dice = training_loss(logits, class_logits, masks, classes)
    iou = training_loss(logits, class_logits, masks, classes, LossConfig(overlap="iou"))
    # Flat logits: liver 0.75 of each pixel, one true: Dice 1 - 2.5 / 3.5, IoU 1 - 1.75 / 2.75;
    # lesion 0.5 of each, none true: 1 - 1 / 2 for both.
    assert (iou - dice).item() == pytest.approx(2.5 / 3.5 - 1.75 / 2.75, abs=1e-6)
    with raises(UsageError, "overlap_loss_unknown", "'hinge'", "dice, iou"):
        LossConfig(overlap="hinge")


def test_distillation_by_hand():
    # Teacher 0.75 / 0.25 of liver / background on one pixel, the student flat over those two.
    masks = torch.full((1, 4, 1, 1), -50.0)
    student, teacher = masks.clone(), masks.clone()
    student[0, :2] = 0.0
    teacher[0, 0], teacher[0, 1] = 0.0, math.log(3)
    classes = torch.zeros(1, 3)
    divergence = 0.75 * math.log(0.75 / 0.5) + 0.25 * math.log(0.25 / 0.5)
    loss = distillation_loss((student, classes), (teacher, classes), 1.0)
    assert loss.item() == pytest.approx(divergence, abs=1e-6)
    assert distillation_loss((teacher, classes), (teacher, classes), 2.0).item() == 0


def test_distillation_weighs_the_lesion_as_much_as_the_rest():
    # Three pixels, the teacher certain of a lesion at the last, where the student differs.
    teacher = torch.full((1, 4, 1, 3), 0.0)
    teacher[0, 0, 0, :2] = teacher[0, 3, 0, 2] = 60.0
    student = teacher.clone()
    student[0, :, 0, 2] = torch.tensor([0.0, -50.0, -50.0, 0.0])
    classes = torch.zeros(1, 3)
    # KL at that pixel is ln 2: a third of it in the mean, a half (one lesion pixel plus the
    # smoothing of one) in the focused term.
    loss = distillation_loss((student, classes), (teacher, classes), 1.0)
    assert loss.item() == pytest.approx(math.log(2) * (1 / 3 + 1 / 2), abs=1e-5)
