"""Comparing the readers of a study, in turn with all other heavy work."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from core.consensus import Consensus
from core.consensus.decision import LESION, OPEN, REJECTED, Performance
from core.errors import Cancelled, UsageError
from core.reading import StudyReadings, study_agreement, study_consensus
from core.reading.sentences import comparing_was_cancelled
from core.worklist import Store
from dashboard.components import progress
from dashboard.components.plain_text import plain
from dashboard.screens.readers.view import InView
from dashboard.state.jobs import Progress, Work
from dashboard.state.session import Session

NAME = "Comparing readers"


@dataclass(frozen=True)
class SeriesConsensus:
    """What the consensus of one series came to; the volumes are made again where they are used."""

    #: Why there is none, "" where there is one.
    why_not: str = ""
    n_lesions: int = 0
    n_rejected: int = 0
    n_open: int = 0
    #: Share of the outlined voxels that the readers leave open, 0..1.
    open_share: float = 0.0
    performance: Mapping[str, Mapping[str, Performance]] | None = None


@dataclass(frozen=True, eq=False)
class Compared:
    """All of a study that the person may see."""

    readings: StudyReadings
    #: Digest -> consensus by the chosen method.
    consensus: Mapping[str, SeriesConsensus]


def current(session: Session, store: Store, shown: InView) -> Compared | None:
    """What is known for what has been submitted; None, and a bar, until it is."""
    view = session.studying
    asked = _question(session, shown)
    if view.compared_from != asked:
        view.forget()
        view.compared_from = asked
        view.job = session.begin(
            _work(store, shown, view.method), name=NAME, total=2 * len(shown.study.series)
        )
    job = view.job
    if job is not None and job.finished:
        view.compared, view.job = job.result, None
        if job.error:
            st.error(plain(job.error))
    elif job is not None:
        progress.show(job)
    found: Compared | None = view.compared
    return found


def _question(session: Session, shown: InView) -> tuple[object, ...]:
    """What the answer depends on."""
    versions = tuple(
        (one.series_digest, one.reader, one.version)
        for one in shown.newest.values()
        if one.is_submitted and one.reader in shown.visible.get(one.series_digest, ())
    )
    return shown.study.id, shown.study.series, session.studying.method, versions


def _work(store: Store, shown: InView, method: str) -> Work[Compared]:
    study, visible = shown.study, dict(shown.visible)

    def work(told: Progress, cancel: threading.Event) -> Compared:
        n = len(study.series)
        found = study_agreement(
            store,
            study,
            among=visible,
            progress=lambda done, _total: told(done, 2 * n),
            cancel=cancel,
        )
        made: dict[str, SeriesConsensus] = {}
        for place, one in enumerate(study.series):
            if cancel.is_set():
                raise Cancelled(comparing_was_cancelled())
            told(n + place, 2 * n)
            digest = one.series_digest
            try:
                made[digest] = _told(study_consensus(store, study, digest, method, visible[digest]))
            except UsageError as error:
                made[digest] = SeriesConsensus(str(error))
        told(2 * n, 2 * n)
        return Compared(found, made)

    return work


def _told(made: Consensus) -> SeriesConsensus:
    findings = made.annotation.findings
    drawn = int((made.annotation.voxels > 0).sum())
    decided = bool(made.decisions)
    return SeriesConsensus(
        n_lesions=made.count(LESION) if decided else sum(one.is_lesion for one in findings),
        n_rejected=made.count(REJECTED) if decided else sum(not one.is_lesion for one in findings),
        n_open=made.count(OPEN),
        open_share=float(made.uncertain.sum()) / drawn if drawn else 0.0,
        performance=made.performance,
    )
