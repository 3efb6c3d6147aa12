"""The heatmaps of the key slices, or why there are none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from core.attribution import METHODS, Explanation, explain, unavailable
from core.inference import network_lock
from core.models import Model
from core.pipeline import Analysis
from core.report import sentences
from core.report.key_slices import KeySlice

METHOD = "grad_cam"


def why_none(model: Model, *, wanted: bool = True) -> str:
    """One sentence why no heatmap can be made; "" where one can."""
    if not wanted:
        return sentences.heatmaps_not_asked()
    with network_lock(model.network):
        reason = unavailable(METHODS[METHOD], model)
    return "" if reason is None else sentences.no_heatmaps(reason)


def heatmaps(
    analysis: Analysis,
    model: Model,
    slices: Sequence[KeySlice],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> list[Explanation]:
    """One Grad-CAM per slice, of the class that the slice was chosen for.

    Raises:
        Cancelled: `cancel` was set. UsageError: the model can't be explained so.
    """
    found = []
    for done, one in enumerate(slices):
        if progress is not None:
            progress(done, len(slices))
        found.append(
            explain(
                METHOD,
                model,
                analysis.series,
                one.index,
                one.target,
                mask=analysis.mask[one.index],
                cancel=cancel,
            )
        )
    if progress is not None:
        progress(len(slices), len(slices))
    return found
