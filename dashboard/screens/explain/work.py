"""The work behind the page, in the background: heatmaps, full checks, facts of the model."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from core.attribution import METHODS, explain
from core.attribution.quality import ALL, QUICK, measure_quality
from core.models import Model
from dashboard.screens.explain.answers import Answer, Answers, Failure, Key, Mask, unanswered
from dashboard.screens.explain.heat import as_bytes
from dashboard.state.open_series import Entry
from dashboard.state.session import Session
from dashboard.state.task import Task

#: Full checks of all sessions take turns: each keeps the processor busy for long.
_turn = threading.Lock()

CANCELLED = Failure("Called off.", cancelled=True)


def bring(
    session: Session,
    entry: Entry,
    model: Model,
    answers: Answers,
    keys: Sequence[Key],
    mask: Mask,
) -> Task | None:
    """Work on the first of `keys` without an answer; call off what nobody asks for any more.

    Returns:
        What is under way; None when all is answered.
    """
    collect(session, entry, answers)
    # Those of another series too: its page is not in view.
    running = {k[2]: k for k in session.tasks if k[1] == "answer"}
    for key, task_key in running.items():
        if key not in keys:
            session.tasks.pop(task_key).cancel()
    underway = next((running[key] for key in keys if key in running), None)
    if underway is not None:
        return session.tasks[underway]
    key = unanswered(answers, keys)
    return None if key is None else _start(session, entry, model, answers, key, mask)


def collect(session: Session, entry: Entry, answers: Answers) -> bool:
    """Take in what ended; True if there was any."""
    kinds = ("answer", "check")
    ended = [
        key
        for key, task in session.tasks.items()
        if key[0] == entry.digest and key[1] in kinds and task.finished
    ]
    for task_key in ended:
        task = session.tasks.pop(task_key)
        _, kind, key = task_key
        if task.state == "done":
            found = task.result
        else:
            found = Failure(task.error) if task.error else CANCELLED
        if kind == "answer":
            answers.put(key, found)
        elif found is not CANCELLED:
            answers.checked[key] = found
    return bool(ended)


def check(session: Session, entry: Entry, model: Model, answer: Answer, key: Key, mask: Mask):
    """Take all measures of that heatmap."""

    def work(progress, cancel):
        return measure_quality(
            model,
            entry.series,
            answer.explanation,
            mask=mask.codes,
            measures=ALL,
            progress=progress,
            cancel=cancel,
        )

    task_key = (entry.digest, "check", key)
    return session.begin(task_key, work, name="The full check", turn=_turn)


def checking(session: Session, entry: Entry, key: Key) -> Task | None:
    """The full check of that heatmap, if it is under way."""
    return session.tasks.get((entry.digest, "check", key))


def _start(
    session: Session, entry: Entry, model: Model, answers: Answers, key: Key, mask: Mask
) -> Task:
    question, series = key.question, entry.series
    known = answers.explanation(question)

    def work(_progress, cancel) -> Answer:
        explanation = known or explain(
            question.method,
            model,
            series,
            question.index,
            question.target,
            mask=mask.codes,
            parameters=dict(question.parameters),
            smooth_samples=question.smooth_samples,
            cancel=cancel,
        )
        quality = measure_quality(
            model, series, explanation, mask=mask.codes, measures=QUICK, cancel=cancel
        )
        return Answer(explanation, quality, as_bytes(explanation))

    return session.begin((entry.digest, "answer", key), work, name=METHODS[question.method].title)
