"""Grad-CAM of every slice at once: an overlay that scrolls with the CT."""

from __future__ import annotations

import threading
from typing import NamedTuple

import numpy as np

from core.attribution.series_grad_cam import series_grad_cam
from core.attribution.series_heat import SeriesHeat
from core.models import Model
from dashboard.components.viewer import HeatScale
from dashboard.screens.explain.question import Question
from dashboard.state.open_series import Entry
from dashboard.state.session import Session
from dashboard.state.task import Task

METHOD = "grad_cam"
#: Of all sessions, one after another: each keeps the processor busy for long.
_turn = threading.Lock()


class Wanted(NamedTuple):
    """Which map: what the slice in view does not matter for."""

    weights_sha256: str
    target: str
    layer: str


class Whole(NamedTuple):
    """The map of a series."""

    wanted: Wanted
    heat: SeriesHeat
    #: (z, y, x) uint8 on the CT's grid, 255 the end of the scale.
    volume: np.ndarray

    @property
    def scale(self) -> HeatScale:
        return HeatScale(False, float(self.heat.parameters["full_scale_logits"]), "logits")


def wanted(question: Question) -> Wanted | None:
    """None where the question is another method's, or smoothed: those are made slice by slice."""
    if question.method != METHOD or question.smooth_samples:
        return None
    layer = str(dict(question.parameters).get("layer", ""))
    return Wanted(question.weights_sha256, question.target, layer)


def found(session: Session, entry: Entry, question: Question) -> Whole | None:
    """The map that fits the question, if it was made."""
    whole = session.shown.get((entry.digest, "all slices"))
    return whole if whole is not None and whole.wanted == wanted(question) else None


def task(session: Session, entry: Entry) -> Task | None:
    """The work under way."""
    return session.tasks.get((entry.digest, "all slices"))


def start(session: Session, entry: Entry, model: Model, which: Wanted) -> None:
    """Begin; one at a time for a series."""
    series = entry.series

    def work(progress, cancel) -> Whole:
        heat = series_grad_cam(
            model, series, which.target, layer=which.layer, progress=progress, cancel=cancel
        )
        return Whole(which, heat, heat.volume())

    session.begin((entry.digest, "all slices"), work, name="Grad-CAM of all slices", turn=_turn)


def collect(session: Session, entry: Entry) -> bool:
    """Take in what ended; True if there was any. The last map gives way to the new one."""
    underway = task(session, entry)
    if underway is None or not underway.finished:
        return False
    del session.tasks[entry.digest, "all slices"]
    if underway.result is not None:
        session.shown[entry.digest, "all slices"] = underway.result
    elif underway.error:
        session.notify(underway.error, "error")
    return True
