"""The mask of a single slice, to show before its series is analysed."""

from __future__ import annotations

import numpy as np
import torch

from core.inference.engines import TorchEngine
from core.inference.voxels import slice_masks
from core.labels import LIVER_CODE
from core.models import Model, require_modality
from core.preprocessing import SliceGrid, on_network_scale, slice_tensors
from core.series import Series


def slice_mask(model: Model, series: Series, index: int) -> np.ndarray:
    """(y, x) uint8 codes of `core.labels` on the CT slice `index` (0 the most inferior): the
    network's output for the whole slice, without neighbours, 3-D clean-up or a second pass."""
    require_modality(model, series.tags.modality)
    series = on_network_scale(series, model.preprocessing)
    grid = SliceGrid.for_series(series, model.preprocessing)
    hu = grid.to_model(series.volume[index : index + 1])
    mask_logits, _ = TorchEngine(model)(slice_tensors(hu, model.preprocessing))
    foreground = torch.softmax(mask_logits, dim=1)[:, LIVER_CODE:].numpy()
    return slice_masks(grid.to_ct(foreground), model.outline)[0]
