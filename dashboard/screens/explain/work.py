"""The work behind the page, in the background: heatmaps and full checks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TypeVar

from core.attribution import METHODS, explain
from core.attribution.quality import ALL, QUICK, Quality, measure_quality
from core.models import Model
from dashboard.screens.explain import sentences
from dashboard.screens.explain.masks import Mask
from dashboard.screens.explain.question import is_quick
from dashboard.services.heat_bytes import as_bytes
from dashboard.state.explanations import Answer, Asked, Explanations, Failure, Underway
from dashboard.state.jobs import Job, Progress
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session

T = TypeVar("T")

CANCELLED = Failure(sentences.cancelled(), cancelled=True)


def answer_next(
    session: Session, opened: OpenSeries, model: Model, asked: Sequence[Asked], mask: Mask
) -> Job[Answer] | None:
    """Work on the first of `asked` without an answer; cancel what nobody asks for any more.

    Returns:
        What is under way; None when all is answered.
    """
    collect(opened.explanations)
    for other in session.shelf.open():
        # The page of another series is not in view.
        other.explanations.cancel_unless(asked if other is opened else ())
    underway = opened.explanations.underway
    if underway is not None:
        return underway.job
    first = opened.explanations.unanswered(asked)
    return None if first is None else _start(session, opened, model, first, mask)


def collect(known: Explanations) -> None:
    """Take in what ended."""
    underway = known.underway
    if underway is not None and underway.job.finished:
        known.underway = None
        answer: Answer | Failure = _outcome(underway.job)
        known.put(underway.asked, answer)
    for asked, job in list(known.checks.items()):
        if job.finished:
            del known.checks[asked]
            found = _outcome(job)
            if found is not CANCELLED:
                known.checked[asked] = found


def _outcome(job: Job[T]) -> T | Failure:
    if job.state == "done" and job.result is not None:
        return job.result
    return Failure(job.error) if job.error else CANCELLED


def check(
    session: Session, opened: OpenSeries, model: Model, answer: Answer, asked: Asked, mask: Mask
) -> None:
    """Take all measures of that heatmap, unless that is under way."""
    series = opened.series

    def work(progress: Progress, cancel: threading.Event) -> Quality:
        return measure_quality(
            model,
            series,
            answer.explanation,
            mask=mask.codes,
            measures=ALL,
            progress=progress,
            cancel=cancel,
        )

    checks = opened.explanations.checks
    if asked not in checks:
        checks[asked] = session.begin(work, name="The full check", on=opened)


def _start(
    session: Session, opened: OpenSeries, model: Model, asked: Asked, mask: Mask
) -> Job[Answer]:
    question, series = asked.question, opened.series
    known = opened.explanations.explanation(question)

    def work(_progress: Progress, cancel: threading.Event) -> Answer:
        explanation = known or explain(
            question.method,
            model,
            series,
            question.index,
            question.target,
            mask=mask.codes,
            parameters=question.parameters,
            smooth_samples=question.smooth_samples,
            cancel=cancel,
        )
        quality = measure_quality(
            model, series, explanation, mask=mask.codes, measures=QUICK, cancel=cancel
        )
        return Answer(explanation, quality, as_bytes(explanation))

    job = session.begin(
        work, name=METHODS[question.method].title, on=opened, light=is_quick(question)
    )
    opened.explanations.underway = Underway(asked, job)
    return job
