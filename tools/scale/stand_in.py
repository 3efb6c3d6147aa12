"""What stands in for an analysis where the machinery around it is looked at, not the network."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

from core.errors import Cancelled
from core.risk import PatientRisk
from core.series import Series
from core.worklist.worker import Analyse, Progress

NAME, WEIGHTS = "stand-in", "0" * 64


def waiting(seconds: float) -> Analyse:
    """Waits so long for each series and finds nothing: it uses no processor, as work on a graphics
    card or another machine uses none here."""

    def analyse(
        series: Series, name: str, progress: Progress, cancel: threading.Event
    ) -> SimpleNamespace:
        if cancel.wait(seconds):
            raise Cancelled("Stopped.")
        progress(series.n_slices, series.n_slices)
        return SimpleNamespace(
            series=series,
            model_name=name,
            backbone="none",
            weights_sha256=WEIGHTS,
            liver_area_mm2=np.zeros(series.n_slices),
            lesions=(),
            mask=np.zeros(series.volume.shape, np.uint8),
            correction=None,
            patient=PatientRisk(1.0, 0.0, 0.0, "normal", "none"),
            cautions=(),
            seconds={"total": seconds},
        )

    return analyse  # type: ignore[return-value]


def maker(work: str) -> Callable[[], Analyse]:
    """ "model", or "wait:SECONDS" -> what makes the function for `core.worklist.work_on`."""
    from functools import partial

    from core.worklist import analyse_by_model

    if work == "model":
        return analyse_by_model
    kind, _, seconds = work.partition(":")
    if kind != "wait":
        raise ValueError(f"{work!r} is neither model nor wait:SECONDS")
    return partial(waiting, float(seconds))
