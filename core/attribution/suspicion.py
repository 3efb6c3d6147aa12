"""The scores of some slices of a series, to find its most suspicious ones."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence

import torch

from core.attribution.guard import check, holding
from core.attribution.slices import SliceInputs
from core.attribution.target import ScoreNetwork, target_index
from core.inference import engine_is_ready, make_engine, network_lock
from core.series import Series

#: Series -> (weights, index) -> the scores of that slice.
_scores: weakref.WeakKeyDictionary[Series, dict[tuple[str, int], list[float]]] = (
    weakref.WeakKeyDictionary()
)


def suspicion(
    inputs: SliceInputs,
    series: Series,
    slices: Sequence[int],
    target: str,
    *,
    by_engine: bool,
    cancel: threading.Event | None = None,
) -> list[float]:
    """Each slice's score for `target`, in logits; kept, because every method needs them.

    Args:
        by_engine: start the engine of the analyses for it; otherwise it is used if it is there
            already, and PyTorch if not.

    Raises:
        Cancelled: `cancel` was set.
    """
    model = inputs.model
    scores = ScoreNetwork(model.network).scores
    engine = make_engine("auto", model) if by_engine or engine_is_ready(model) else None
    rows = torch.get_num_threads() if engine is not None else 1
    known = _scores.setdefault(series, {})
    missing = [index for index in slices if (model.weights_sha256, index) not in known]
    for start in range(0, len(missing), rows):
        check(cancel)
        part = missing[start : start + rows]
        tensors = torch.cat([inputs.tensors(index) for index in part])
        with torch.no_grad():
            if engine is not None:
                outputs = engine(tensors)
            else:
                with holding(network_lock(model.network), cancel):
                    outputs = model.network(tensors)
            for index, found in zip(part, scores(*outputs).tolist(), strict=True):
                known[model.weights_sha256, index] = found
    place = target_index(target)
    return [known[model.weights_sha256, index][place] for index in slices]
