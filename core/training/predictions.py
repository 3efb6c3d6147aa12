"""What a network says of labelled slices, as they lie in a training file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch

from core.inference.voxels import slice_masks
from core.labels import LIVER_CODE
from core.models.outline import OutlineRule
from core.preprocessing import PreprocessingConfig, slice_tensors


@dataclass(frozen=True, eq=False)
class SlicePredictions:
    """Of n slices of s x s pixels; single slices, nothing smoothed in depth."""

    #: (n, s, s) uint8 codes of `core.labels`.
    masks: np.ndarray
    #: (n, s, s) uint8, round(255 p(benign or malignant)); None where only masks are known.
    lesion_probability: np.ndarray | None
    #: (n, 3) float32, before temperature scaling.
    logits: np.ndarray


Run = Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]]


@torch.no_grad()
def slice_probabilities(
    run: Run,
    images: np.ndarray,
    preprocessing: PreprocessingConfig,
    *,
    batch_size: int = 16,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Run a network on slices that are already on its grid, batch by batch.

    Args:
        run: (b, 3, s, s) -> mask logits (b, 4, s, s), class logits (b, 3): a network, or an engine
            of `core.inference`.
        images: (n, s, s) uint8 or float HU.

    Yields:
        (b, 3, s, s) float32 probabilities of liver, benign, malignant, and (b, 3) class logits
        before temperature scaling.
    """
    for start in range(0, len(images), batch_size):
        hu = images[start : start + batch_size].astype(np.float32)
        mask_logits, class_logits = run(slice_tensors(hu, preprocessing))
        probabilities = torch.softmax(mask_logits.float(), dim=1).cpu().numpy()
        yield probabilities[:, LIVER_CODE:], class_logits.float().cpu().numpy()


def predict_slices(
    run: Run,
    images: np.ndarray,
    preprocessing: PreprocessingConfig,
    *,
    batch_size: int = 16,
    outline: OutlineRule | None = None,
) -> SlicePredictions:
    """The masks and logits of `slice_probabilities`.

    Args:
        outline: the limits of the model's card; None for the usual ones.
    """
    masks, lesions, logits = [], [], []
    for foreground, class_logits in slice_probabilities(
        run, images, preprocessing, batch_size=batch_size
    ):
        masks.append(slice_masks(foreground, outline or OutlineRule()))
        lesions.append((foreground[:, 1:].sum(axis=1) * 255 + 0.5).astype(np.uint8))
        logits.append(class_logits)
    return SlicePredictions(np.concatenate(masks), np.concatenate(lesions), np.concatenate(logits))


def softmax(logits: np.ndarray) -> np.ndarray:
    """Row-wise softmax of (n, c)."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
