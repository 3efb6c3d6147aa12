"""The slice classifier: it combines the mask's evidence with the encoder's class logits."""

from __future__ import annotations

import torch
from torch import nn

from core.labels import BENIGN_CODE, LESION_CODES, MALIGNANT_CODE, MASK_CODES

#: Number of pixels whose evidence is averaged: 16 pixels of 1.5 mm make a lesion of about 7 mm.
TOP_PIXELS = 16
#: Mask codes of the kinds of lesion that evidence is measured for: benign, malignant, either.
EVIDENCE_CODES: tuple[tuple[int, ...], ...] = ((BENIGN_CODE,), (MALIGNANT_CODE,), LESION_CODES)
#: Two features each for benign, malignant and either; two margins of the encoder's classifier.
N_FEATURES = 8


def top_pixels(stride: int) -> int:
    """The number of pixels of a mask at 1/`stride` that cover `TOP_PIXELS` of the slice, >= 1."""
    return max(1, TOP_PIXELS // stride**2)


def slice_evidence(
    mask_logits: torch.Tensor, encoder_logits: torch.Tensor, stride: int = 1
) -> torch.Tensor:
    """What a network says about a slice, from its mask and from its deepest features.

    Let e be a pixel's log-odds for a kind of lesion against all other codes. For benign, malignant
    and either kind there are two features: "top", the mean of the `top_pixels` highest e, and
    "area", log(1 + the sum of sigmoid(e)), in pixels of the slice.

    Args:
        mask_logits: (n, 4, h, w) in the order of `labels.MASK_CODES`.
        encoder_logits: (n, 3) in the order of `labels.SLICE_CLASSES`.
        stride: pixels of the slice along a side of one pixel of `mask_logits`.

    Returns:
        (n, 8): top and area for benign, for malignant, for either; the encoder's logits of benign
        and of malignant, each minus that of normal.
    """
    mask_logits, encoder_logits = mask_logits.float(), encoder_logits.float()
    features = []
    for codes in EVIDENCE_CODES:
        others = [code for code in MASK_CODES.values() if code not in codes]
        evidence = torch.logsumexp(mask_logits[:, list(codes)], dim=1) - torch.logsumexp(
            mask_logits[:, others], dim=1
        )
        flat = evidence.flatten(1)
        features.append(flat.topk(top_pixels(stride), dim=1).values.mean(dim=1))
        features.append(torch.log1p(stride**2 * torch.sigmoid(flat).sum(dim=1)))
    margins = encoder_logits[:, 1:] - encoder_logits[:, :1]
    return torch.cat([torch.stack(features, dim=1), margins], dim=1)


class EvidenceHead(nn.Module):
    """Multinomial logistic regression on `slice_evidence`; "normal" has the logit 0."""

    def __init__(self, stride: int = 1) -> None:
        """`stride`: pixels of the slice along a side of one pixel of the mask logits."""
        super().__init__()
        self.stride = stride
        self.linear = nn.Linear(N_FEATURES, 2)
        # Before training, each class follows its own evidence, so that gradients have a direction.
        with torch.no_grad():
            self.linear.weight.zero_()
            self.linear.weight[0, :2] = 0.5
            self.linear.weight[1, 2:4] = 0.5
            self.linear.weight[0, 6] = self.linear.weight[1, 7] = 0.5
            self.linear.bias.zero_()

    def forward(self, mask_logits: torch.Tensor, encoder_logits: torch.Tensor) -> torch.Tensor:
        """(n, 4, h, w) and (n, 3) -> (n, 3) class logits in the order of `SLICE_CLASSES`."""
        lesions = self.linear(slice_evidence(mask_logits, encoder_logits, self.stride))
        return torch.cat([torch.zeros_like(lesions[:, :1]), lesions], dim=1)
