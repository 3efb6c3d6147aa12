"""Measure how fast the models are on this machine, in turn with all other heavy work."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import Cancelled, LiverLensError
from core.inference.timing import measure_speed
from core.models import Model, ModelCard
from dashboard.screens.models import sentences
from dashboard.services import models, speeds
from dashboard.state.jobs import Progress
from dashboard.state.notice import Action, attempt
from dashboard.state.sentences import said_by
from dashboard.state.session import Session

#: Of timing a model, after it is loaded: long enough for a median.
SECONDS = 4.0
NAME = "Measuring the speed"


@dataclass(frozen=True)
class Timed:
    """What the measuring ends with."""

    #: Why a model was not timed.
    failures: list[str] = field(default_factory=list)


def begin(session: Session, cards: Mapping[str, ModelCard]) -> None:
    """Time every model, unless that is under way; one that can't be loaded is named.

    No other heavy work runs in the meantime: it would slow down both.
    """
    if session.stopwatch is not None:
        return
    loaded: dict[str, Model] = {}
    for card in cards.values():
        with attempt(session.notices, Action.MEASURE_SPEED):
            loaded[card.sha256] = models.model(card)

    def work(progress: Progress, cancel: threading.Event) -> Timed:
        timed = Timed()
        for number, (sha256, model) in enumerate(loaded.items()):
            if cancel.is_set():
                raise Cancelled(sentences.measuring_was_cancelled())
            progress(number, len(loaded))
            try:
                speeds.SPEEDS.take_timing(sha256, measure_speed(model, seconds=SECONDS))
            except LiverLensError as error:
                timed.failures.append(said_by(error))
        progress(len(loaded), len(loaded))
        return timed

    session.stopwatch = session.begin(work, name=NAME, total=len(loaded))


def collect(session: Session) -> None:
    """Say what was not measured, and why; what was is known already."""
    job = session.stopwatch
    if job is None or not job.finished:
        return
    session.stopwatch = None
    failures = [job.error] if job.error else []
    if job.result is not None:
        failures += job.result.failures
    for failure in failures:
        session.notify(failure, "error", about=Action.MEASURE_SPEED)
