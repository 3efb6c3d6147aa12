"""The training loss: per-pixel and per-slice cross-entropy with soft Dice for liver and lesion."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn import functional

from core.errors import UsageError
from core.labels import (
    ANY_LIVER,
    BENIGN_CODE,
    LESION_CODES,
    MALIGNANT_CODE,
    UNCERTAIN_CODE,
)
from core.training import sentences
from core.training.data import IGNORED_CLASS

#: Added above and below, so that a batch without the structure has a ratio.
SMOOTH = 1.0


@dataclass(frozen=True)
class LossConfig:
    """What the loss is made of. L2 is the optimiser's weight decay.

    Raises:
        UsageError: `overlap` is neither "dice" nor "iou".
    """

    #: Overlap measure for liver and lesion: "dice" or "iou".
    overlap: str = "dice"
    #: Weight of the slice's cross-entropy and its binary cross-entropy of anomaly or not.
    class_weight: float = 0.5
    #: Weight of `lesion_kind_loss`.
    kind_weight: float = 0.5
    #: Weight of `distillation_loss` where a teacher is given.
    distillation: float = 1.0
    #: Softens teacher and student alike.
    distillation_temperature: float = 2.0

    def __post_init__(self) -> None:
        if self.overlap not in OVERLAPS:
            raise UsageError(sentences.overlap_loss_unknown(self.overlap, ", ".join(OVERLAPS)))


def soft_dice_loss(
    probability: torch.Tensor, target: torch.Tensor, valid: torch.Tensor
) -> torch.Tensor:
    """1 - soft Dice (Milletari et al., 3DV 2016, without squares), pooled over the whole batch.

    Pooling over the batch keeps slices without the structure from dominating.

    Args:
        probability, target, valid: (n, s, s); target and valid 0 or 1.
    """
    probability, target = probability * valid, target * valid
    overlap = (probability * target).sum()
    total = probability.sum() + target.sum()
    return 1 - (2 * overlap + SMOOTH) / (total + SMOOTH)


def soft_iou_loss(
    probability: torch.Tensor, target: torch.Tensor, valid: torch.Tensor
) -> torch.Tensor:
    """1 - soft intersection over union (Rahman and Wang, ISVC 2016), pooled and shaped as
    `soft_dice_loss`."""
    probability, target = probability * valid, target * valid
    overlap = (probability * target).sum()
    union = probability.sum() + target.sum() - overlap
    return 1 - (overlap + SMOOTH) / (union + SMOOTH)


OVERLAPS = {"dice": soft_dice_loss, "iou": soft_iou_loss}


def training_loss(
    mask_logits: torch.Tensor,
    class_logits: torch.Tensor,
    masks: torch.Tensor,
    classes: torch.Tensor,
    config: LossConfig | None = None,
) -> torch.Tensor:
    """Cross-entropy (mask) + overlap of liver + of lesion + kind_weight x `lesion_kind_loss` +
    class_weight x cross-entropy and binary cross-entropy of "anomaly or not" (slice).

    Args:
        mask_logits: (n, 4, s, s). class_logits: (n, 3).
        masks: (n, s, s) int64, 255 ignored. classes: (n,) int64, `IGNORED_CLASS` ignored.
    """
    config = config or LossConfig()
    overlap_loss = OVERLAPS[config.overlap]
    mask_logits, class_logits = mask_logits.float(), class_logits.float()
    probability = torch.softmax(mask_logits, dim=1)
    valid = (masks != UNCERTAIN_CODE).float()
    pixel = functional.cross_entropy(
        mask_logits, masks, ignore_index=UNCERTAIN_CODE, reduction="sum"
    ) / valid.sum().clamp(min=1)  # a batch of pictures has no known pixel
    liver = overlap_loss(1 - probability[:, 0], _is(masks, ANY_LIVER), valid)
    lesion = overlap_loss(probability[:, LESION_CODES].sum(1), _is(masks, LESION_CODES), valid)
    loss = pixel + liver + lesion + config.kind_weight * lesion_kind_loss(mask_logits, masks)
    known = classes != IGNORED_CLASS
    if known.any():
        logits, truth = class_logits[known], classes[known]
        anomaly = torch.logsumexp(logits[:, 1:], dim=1) - logits[:, 0]
        loss = loss + config.class_weight * (
            functional.cross_entropy(logits, truth)
            + functional.binary_cross_entropy_with_logits(anomaly, (truth > 0).float())
        )
    return loss


def lesion_kind_loss(mask_logits: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
    """Binary cross-entropy of benign against malignant, over lesion pixels only.

    Lesions are a hundredth of the pixels and cysts a hundredth of those: without a term of their
    own, which kind a lesion is would hardly count. Each kind that is present weighs the same.

    Args:
        mask_logits: (n, 4, s, s). masks: (n, s, s).

    Returns:
        A scalar, 0 where no lesion is present.
    """
    malignant = mask_logits[:, MALIGNANT_CODE] - mask_logits[:, BENIGN_CODE]
    terms = [
        functional.softplus(sign * malignant[masks == code]).mean()
        for code, sign in ((BENIGN_CODE, 1), (MALIGNANT_CODE, -1))
        if (masks == code).any()
    ]
    return torch.stack(terms).mean() if terms else mask_logits.sum() * 0


def distillation_loss(
    student: tuple[torch.Tensor, torch.Tensor],
    teacher: tuple[torch.Tensor, torch.Tensor],
    temperature: float,
) -> torch.Tensor:
    """Kullback-Leibler divergence from teacher to student at a temperature, times its square, mean
    over pixels plus mean over slices (Hinton et al. 2015, section 2).

    Pixels where the teacher sees a lesion are few, so they count as much as all others together.

    Args:
        student, teacher: (mask_logits (n, 4, s, s), class_logits (n, 3)).

    Returns:
        A scalar, 0 where student and teacher agree.
    """
    masks, classes = (
        _divergence(ours.float(), theirs.float(), temperature)
        for ours, theirs in zip(student, teacher, strict=True)
    )
    lesion = teacher[0].float().softmax(dim=1)[:, LESION_CODES].sum(dim=1)
    focused = (masks * lesion).sum() / (lesion.sum() + SMOOTH)
    return masks.mean() + focused + classes.mean()


def _divergence(student: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    """KL(teacher || student) along axis 1, times temperature squared."""
    student = functional.log_softmax(student / temperature, dim=1)
    teacher = functional.log_softmax(teacher / temperature, dim=1)
    return temperature**2 * (teacher.exp() * (teacher - student)).sum(dim=1)


def _is(masks: torch.Tensor, codes: tuple[int, ...]) -> torch.Tensor:
    return torch.isin(masks, torch.tensor(codes, device=masks.device)).float()
