"""Grad-CAM of every slice at once: an overlay that scrolls with the CT."""

from __future__ import annotations

import threading
from typing import Any

from core.attribution.series_grad_cam import series_grad_cam
from core.models import Model
from dashboard.components.viewer import HeatScale
from dashboard.state.explanations import Question
from dashboard.state.jobs import Job, Progress
from dashboard.state.notice import Action
from dashboard.state.open_series import OpenSeries
from dashboard.state.series_heat import Wanted, Whole
from dashboard.state.session import Session

METHOD = "grad_cam"


def wanted(question: Question) -> Wanted | None:
    """None where the question is another method's, or smoothed: those are made slice by slice."""
    if question.method != METHOD or question.smooth_samples:
        return None
    layer = str(question.parameters.get("layer", ""))
    return Wanted(question.weights_sha256, question.target, layer)


def found(opened: OpenSeries, question: Question) -> Whole | None:
    """The map that fits the question, if it was made."""
    whole = opened.heat.made
    return whole if whole is not None and whole.wanted == wanted(question) else None


def scale(whole: Whole) -> HeatScale:
    """What the ends of its colour scale stand for."""
    return HeatScale(False, float(whole.heat.parameters["full_scale_logits"]), "logits")


def under_way(opened: OpenSeries) -> Job[Any] | None:
    """The work on a map."""
    return opened.heat.job


def start(session: Session, opened: OpenSeries, model: Model, which: Wanted) -> None:
    """Begin, unless a map of this series is being made."""
    if opened.heat.job is not None:
        return
    series = opened.series

    def work(progress: Progress, cancel: threading.Event) -> Whole:
        heat = series_grad_cam(
            model, series, which.target, layer=which.layer, progress=progress, cancel=cancel
        )
        return Whole(which, heat, heat.volume())

    opened.heat.wanted = which
    opened.heat.job = session.begin(work, name="Grad-CAM of all slices", on=opened)


def collect(session: Session, opened: OpenSeries) -> None:
    """Take in what ended. The last map makes room for the new one."""
    job = opened.heat.job
    if job is None or not job.finished:
        return
    opened.heat.job = None
    if job.result is not None:
        opened.heat.made = job.result
    elif job.error:
        session.notify(job.error, "error", about=Action.EXPLAIN)
