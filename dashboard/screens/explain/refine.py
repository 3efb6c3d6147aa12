"""The colour scale of the series, measured behind a heatmap that was shown on an estimate."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from core.attribution import METHODS, series_scale, with_final_scale
from core.models import Model
from dashboard.services.heat_bytes import as_bytes
from dashboard.state.explanations import Answer, Asked, Explanations, Refining
from dashboard.state.jobs import Job, Progress
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

NAME = "The colour scale"


def refine_next(
    session: Session, opened: OpenSeries, model: Model, asked: Sequence[Asked]
) -> Job[float] | None:
    """Measure the scale of the first of `asked` that is shown on an estimate. Call it when all of
    them are answered: heatmaps that a person waits for go first.

    Returns:
        What is under way; None where no scale is an estimate, or no better one can be had.
    """
    known = opened.explanations
    if known.refining is not None:
        return known.refining.job
    for one in asked:
        if is_estimated(known, one) and one.question.on_scale not in known.unrefined:
            known.refining = _start(session, opened, model, one)
            return known.refining.job
    return None


def is_estimated(known: Explanations, asked: Asked) -> bool:
    """Whether its heatmap is shown on an estimated scale."""
    answer = known.get(asked)
    return isinstance(answer, Answer) and answer.explanation.scale_estimated_from is not None


def collect(known: Explanations) -> None:
    """Take in what ended: all heatmaps on that scale are drawn anew."""
    refining = known.refining
    if refining is None or not refining.job.finished:
        return
    known.refining = None
    scale = refining.job.result
    if scale is None:
        if refining.job.state == "failed":
            known.unrefined.add(refining.question)
        return
    for asked, answer in known.answers_on_the_scale_of(refining.question).items():
        refined = with_final_scale(answer.explanation, scale)
        known.renew(asked, Answer(refined, answer.quality, as_bytes(refined)))


def stop(known: Explanations) -> None:
    """Something goes before it. What was measured until now is kept for the next time."""
    if known.refining is not None:
        known.refining.job.cancel()
        known.refining = None


def _start(session: Session, opened: OpenSeries, model: Model, asked: Asked) -> Refining:
    question, series = asked.question, opened.series

    def work(progress: Progress, cancel: threading.Event) -> float:
        return series_scale(
            METHODS[question.method],
            model,
            series,
            question.target,
            parameters=question.parameters,
            smooth_samples=question.smooth_samples,
            progress=progress,
            cancel=cancel,
        )

    return Refining(question.on_scale, session.begin(work, name=NAME, on=opened))
