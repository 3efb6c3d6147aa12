"""The window: all grey levels used for the HU range that separates lesions from liver."""

from __future__ import annotations

import torch


def apply_window(hu: torch.Tensor, window: tuple[float, float]) -> torch.Tensor:
    """HU -> 0..1, linear over `window` = (width, level) HU and clipped outside (DICOM PS3.3
    C.11.2.1.3.2, LINEAR_EXACT)."""
    width, level = window
    return ((hu - (level - width / 2)) / width).clamp(0.0, 1.0)
