"""The work behind the page, in the background: heatmaps and full checks."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import TypeVar

from core.attribution import METHODS, explain
from core.attribution.quality import ALL, QUICK, Quality, measure_quality
from core.models import Model
from dashboard.screens.explain import cost, refine, sentences
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
        if other is not opened:
            refine.stop(other.explanations)
    underway = opened.explanations.underway
    if underway is not None:
        return underway.job
    first = opened.explanations.unanswered(asked)
    if first is None:
        return None
    refine.stop(opened.explanations)
    return _start(session, opened, model, first, mask)


def collect(known: Explanations) -> None:
    """Take in what ended. What a person has cancelled has ended for them, even while its thread is
    busy with a last pass of the network."""
    underway = known.underway
    if underway is not None and (underway.job.finished or underway.job.off.is_set()):
        known.underway = None
        answer: Answer | Failure = _outcome(underway.job)
        known.put(underway.asked, answer)
    refine.collect(known)
    for asked, job in list(known.checks.items()):
        if job.finished or job.off.is_set():
            del known.checks[asked]
            found = _outcome(job)
            if found is not CANCELLED:
                known.checked[asked] = found


def _outcome(job: Job[T]) -> T | Failure:
    if not job.finished:
        return CANCELLED
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

    costs, method, sha256 = session.heatmap_costs, METHODS[question.method], model.weights_sha256

    def work(progress: Progress, cancel: threading.Event) -> Answer:
        passes = 0

        def report(done: int, total: int) -> None:
            nonlocal passes
            passes = total
            progress(done, total)

        began = time.perf_counter()
        explanation = known or explain(
            question.method,
            model,
            series,
            question.index,
            question.target,
            mask=mask.codes,
            parameters=question.parameters,
            smooth_samples=question.smooth_samples,
            estimate_scale=True,
            progress=report,
            cancel=cancel,
        )
        if passes:
            seconds = time.perf_counter() - began
            costs.ran(sha256, question.method, passes, seconds, gradient=method.gradient)
        quality = measure_quality(
            model, series, explanation, mask=mask.codes, measures=QUICK, cancel=cancel
        )
        return Answer(explanation, quality, as_bytes(explanation))

    expected = cost.of_question(session, question, model.preprocessing.size)
    job = session.begin(
        work,
        name=method.title,
        on=opened,
        total=cost.passes(question, model.preprocessing.size),
        light=is_quick(question),
        expected_seconds=None if expected is None else expected.seconds,
    )
    opened.explanations.underway = Underway(asked, job)
    return job
