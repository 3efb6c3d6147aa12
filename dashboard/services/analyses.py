"""Running analyses: the one way for all pages, for uploads of the worklist and for the queue.

When an analysis has ended well, `AnalysisFinished` is announced: the audit trail notes it
(`dashboard.services.audit`) and the worklist keeps it (`dashboard.services.worklist`).
"""

from __future__ import annotations

import math
import threading
import weakref
from typing import TYPE_CHECKING

from core.consent import check_consent
from core.errors import StudyError, UnknownModelError
from dashboard.services import audit, consent, models, sentences
from dashboard.state import events, jobs, loading
from dashboard.state.analysis_memory import bytes_needed
from dashboard.state.events import AnalysisFinished
from dashboard.state.jobs import Analysed, Job, JobService, Progress
from dashboard.state.listed_series import ListedSeries
from dashboard.state.notice import Action, attempt
from dashboard.state.open_series import OpenSeries
from dashboard.state.sentences import THE_ANALYSIS
from dashboard.state.server_memory import MEMORY
from dashboard.state.session import Session

if TYPE_CHECKING:
    from core.models import ModelCard
    from core.pipeline import Analysis
    from core.series import Series


def begin(
    session: Session, opened: OpenSeries, card: ModelCard, *, views: int = 0
) -> Job[Analysed] | None:
    """Analyse an open series by that model, as `Session.start_analysis`; a model that can't be
    loaded is a notice, and so is a series that is read blind, or may not be analysed."""
    with attempt(session.notices, Action.ANALYSE):
        consent.check(session.who, opened)
        if opened.hides_model and opened.reading is not None:
            raise StudyError(sentences.read_blind(opened.reading.name))
        return session.start_analysis(opened, models.model(card), views=views)
    return None


def begin_for_worklist(session: Session, listed: ListedSeries, card: ModelCard) -> bool:
    """Analyse an upload that only this session has, for the worklist alone: its pixels and the
    analysis are dropped afterwards. False if that is done or under way.

    Raises CheckpointError if the model can't be loaded, ConsentError if the operator's list does
    not allow it.
    """
    check_consent(listed)
    under_way, candidate = listed.place.to_worklist, listed.place.candidate
    if card.sha256 in under_way or candidate is None:
        return False
    model = models.model(card)
    # A session that has gone is not kept alive by its work.
    mine, who, service = weakref.ref(session), session.who, session.jobs
    files = listed.place.hold

    def work(progress: Progress, cancel: threading.Event) -> None:
        series = loading.read_in_turn(candidate, id(cancel), files=files, cancel=cancel)
        made = service.analyse_now(series, model, progress, cancel)
        # The record is all that stays: where it can't be kept, the work has failed.
        events.analysis_finished.announce(AnalysisFinished(made.analysis, who, mine(), keep="now"))

    under_way[card.sha256] = session.begin(work, name=f"Upload of {listed.n_slices} slices")
    return True


def for_queue(
    series: Series,
    model_name: str,
    progress: Progress,
    cancel: threading.Event,
    service: JobService = jobs.SERVICE,
) -> Analysis:
    """Analyse a series of the durable queue, in turn with all other work; the queue itself keeps
    the record.

    Raises:
        UnknownModelError: there is no model of that name any more.
        ConsentError: the operator's list does not allow it.
        Cancelled: `cancel` was set.
    """
    cards = models.model_cards()
    if model_name not in cards:
        raise UnknownModelError(sentences.model_is_gone(model_name))
    MEMORY.count("series", series.volume)
    # Before its turn, so that people's work goes on meanwhile.
    with MEMORY.wait_for(
        "results", bytes_needed(series), id(cancel), cancel=cancel, patience=math.inf
    ):
        pass
    with service.turn(audit.QUEUE, cancel, THE_ANALYSIS):
        model = models.model(cards[model_name])
        analysis = service.analyse_now(series, model, progress, cancel).analysis
    events.analysis_finished.announce(AnalysisFinished(analysis, audit.QUEUE, None, keep="not"))
    return analysis
