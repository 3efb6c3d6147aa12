"""HU on the network grid -> the three input channels, each 0..1."""

from __future__ import annotations

import numpy as np
import torch

from core.preprocessing.clahe import clahe
from core.preprocessing.config import PreprocessingConfig
from core.preprocessing.denoise import denoise
from core.preprocessing.normalise import clip_hu, normalise
from core.preprocessing.window import apply_window


def slice_tensors(hu: np.ndarray | torch.Tensor, config: PreprocessingConfig) -> torch.Tensor:
    """The network's input.

    Args:
        hu: (n, size, size) float32 HU in the radiological view (`SliceGrid.to_model`).

    Returns:
        (n, 3, size, size) float32 in 0..1: `hu_range`, `window` (equalised if `clahe`), `window`
        denoised.
    """
    hu = torch.as_tensor(hu, dtype=torch.float32)
    # Clip once for all three: the training slices hold nothing outside this range, so the noise
    # filter must not see such values either (air next to the skin would bleed in).
    clipped = clip_hu(hu, config.hu_range)
    broad = normalise(clipped, config.hu_range)
    narrow = apply_window(clipped, config.window)
    if config.clahe:
        narrow = clahe(narrow, config.clahe_clip_limit, config.clahe_tiles)
    denoised = apply_window(denoise(clipped, config), config.window)
    return torch.stack([broad, narrow, denoised], dim=1)
