"""Slices of a series as a model sees them."""

from __future__ import annotations

import numpy as np
import torch

from core.inference import voxel_codes
from core.labels import LIVER_CODE
from core.models import Model, require_modality
from core.preprocessing import SliceGrid, body_above, on_network_scale, slice_tensors
from core.series import Series


class SliceInputs:
    """The network's input for each slice, and its own mask of the liver there."""

    def __init__(self, model: Model, series: Series) -> None:
        require_modality(model, series.tags.modality)
        series = on_network_scale(series, model.preprocessing)
        self.model = model
        self.grid = SliceGrid.for_series(series, model.preprocessing)
        self._volume = series.volume
        #: What is brighter is body.
        self.body_above = body_above(series, model.preprocessing)

    def values(self, index: int) -> np.ndarray:
        """(y, x) of the slice on its own grid, on the network's scale."""
        return self._volume[index]

    def hu(self, index: int) -> np.ndarray:
        """(1, s, s) float32 HU, or MR signal in 0..255, on the network's grid."""
        return self.grid.to_model(self._volume[index : index + 1])

    def tensors(self, index: int) -> torch.Tensor:
        """(1, 3, s, s) float32 in 0..1."""
        return slice_tensors(self.hu(index), self.model.preprocessing)

    def liver(self, index: int) -> torch.Tensor:
        """(1, s, s) bool: liver without lesions, as the network outlines it on this slice alone.

        The caller holds the `network_lock`.
        """
        with torch.no_grad():
            mask_logits, _ = self.model.network(self.tensors(index))
        return liver_of(mask_logits)


def liver_of(mask_logits: torch.Tensor) -> torch.Tensor:
    """(n, 4, s, s) -> (n, s, s) bool: liver without lesions."""
    foreground = torch.softmax(mask_logits, dim=1)[:, LIVER_CODE:].numpy()
    return torch.from_numpy(voxel_codes(foreground) == LIVER_CODE)
