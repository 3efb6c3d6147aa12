"""The training loss: per-pixel and per-slice cross-entropy with soft Dice for liver and lesion."""

from __future__ import annotations

import torch
from torch.nn import functional

from core.labels import (
    ANY_LIVER,
    BENIGN_CODE,
    LESION_CODES,
    MALIGNANT_CODE,
    UNCERTAIN_CODE,
)
from core.training.data import IGNORED_CLASS

DICE_SMOOTH = 1.0


def soft_dice_loss(probability: torch.Tensor, target: torch.Tensor, valid: torch.Tensor):
    """1 - soft Dice (Milletari et al., 3DV 2016, without squares), pooled over the whole batch.

    Pooling over the batch keeps slices without the structure from dominating.

    Args:
        probability, target, valid: (n, s, s); target and valid 0 or 1.
    """
    probability, target = probability * valid, target * valid
    overlap = (probability * target).sum()
    total = probability.sum() + target.sum()
    return 1 - (2 * overlap + DICE_SMOOTH) / (total + DICE_SMOOTH)


def training_loss(
    mask_logits: torch.Tensor,
    class_logits: torch.Tensor,
    masks: torch.Tensor,
    classes: torch.Tensor,
    *,
    class_weight: float = 0.5,
    kind_weight: float = 0.5,
) -> torch.Tensor:
    """Cross-entropy (mask) + Dice(liver) + Dice(lesion) + kind_weight x `lesion_kind_loss` +
    class_weight x cross-entropy and binary cross-entropy of "anomaly or not" (slice).

    Args:
        mask_logits: (n, 4, s, s). class_logits: (n, 3).
        masks: (n, s, s) int64, 255 ignored. classes: (n,) int64, `IGNORED_CLASS` ignored.

    L2 is the optimiser's weight decay.
    """
    mask_logits, class_logits = mask_logits.float(), class_logits.float()
    pixel = functional.cross_entropy(mask_logits, masks, ignore_index=UNCERTAIN_CODE)
    probability = torch.softmax(mask_logits, dim=1)
    valid = (masks != UNCERTAIN_CODE).float()
    liver = soft_dice_loss(1 - probability[:, 0], _is(masks, ANY_LIVER), valid)
    lesion = soft_dice_loss(probability[:, LESION_CODES].sum(1), _is(masks, LESION_CODES), valid)
    loss = pixel + liver + lesion + kind_weight * lesion_kind_loss(mask_logits, masks)
    known = classes != IGNORED_CLASS
    if known.any():
        logits, truth = class_logits[known], classes[known]
        anomaly = torch.logsumexp(logits[:, 1:], dim=1) - logits[:, 0]
        loss = loss + class_weight * (
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


def _is(masks: torch.Tensor, codes: tuple[int, ...]) -> torch.Tensor:
    return torch.isin(masks, torch.tensor(codes, device=masks.device)).float()
