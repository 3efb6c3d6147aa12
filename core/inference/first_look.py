"""Which slices can show liver, by a first look at one slice every centimetre and a half.

A liver is some 15 cm high, and all its slices hang together. So a slice with liver lies near one
of the slices looked at that shows liver too; the others need no network.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from core.free_memory import return_free_memory
from core.inference.engines import Engine
from core.inference.watch import Watch
from core.labels import BACKGROUND_CODE

#: Distance between the slices looked at, mm: below the height of any liver.
STEP_MM = 15.0
#: Beyond the next slice looked at, mm: three sigma of the smoothing along z, and a little more.
MARGIN_MM = 6.0
#: A series of fewer slices is read whole.
FEWEST_SLICES = 24
#: Mask logits (4, s, s) and class logits (3,) of one slice.
Output = tuple[torch.Tensor, torch.Tensor]


def first_look(
    inputs: Callable[[np.ndarray], torch.Tensor],
    run: Engine,
    positions_mm: np.ndarray,
    batch_size: int,
    watch: Watch,
) -> tuple[np.ndarray, dict[int, Output]]:
    """Find the slices that the network must see.

    Args:
        inputs: slice indices (n,) -> (n, 3, s, s). positions_mm: (z,) ascending.

    Returns:
        Their indices, ascending, and what the network has already said of some of them. All
        indices where the slices are too few or too thick for a first look to save time, or where it
        finds no liver: a small part of one may lie between.

    Raises:
        Cancelled: the person asked to stop.
    """
    everything = np.arange(len(positions_mm))
    sparse = sparse_slices(positions_mm)
    if len(everything) < FEWEST_SLICES or 2 * len(sparse) > len(everything):
        return everything, {}
    with_liver: dict[int, Output] = {}
    for start in range(0, len(sparse), batch_size):
        watch.check()
        batch = sparse[start : start + batch_size]
        for index, mask_logits, logits in zip(batch.tolist(), *run(inputs(batch)), strict=True):
            background = torch.softmax(mask_logits, dim=0)[BACKGROUND_CODE]
            if (background < 0.5).any():
                # A copy: a view would keep the whole batch.
                with_liver[index] = mask_logits.clone(), logits.clone()
        return_free_memory()
    if not with_liver:
        return everything, {}
    return slices_near(positions_mm, np.array(list(with_liver))), with_liver


def sparse_slices(positions_mm: np.ndarray) -> np.ndarray:
    """Ascending indices of the first slice, the last, and of slices between that are at most
    `STEP_MM` apart where the slices themselves are; `positions_mm`: (z,) ascending."""
    chosen = [0]
    while chosen[-1] < len(positions_mm) - 1:
        reach = positions_mm[chosen[-1]] + STEP_MM
        furthest = int(np.searchsorted(positions_mm, reach, side="right")) - 1
        chosen.append(max(furthest, chosen[-1] + 1))
    return np.array(chosen)


def slices_near(positions_mm: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Ascending indices of the slices within `STEP_MM` + `MARGIN_MM` of one of those `found`."""
    distance = np.abs(positions_mm[:, None] - positions_mm[found][None]).min(axis=1)
    return np.flatnonzero(distance <= STEP_MM + MARGIN_MM)
