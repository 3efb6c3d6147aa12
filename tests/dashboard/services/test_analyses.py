"""One way to analyse: noted in the audit trail and kept in the worklist, whoever asks."""

from __future__ import annotations

import threading

import pytest

from core.audit import Trail
from core.errors import Cancelled, CheckpointError, StoreError, UnknownModelError
from dashboard.services import analyses, models, worklist, worklist_store
from dashboard.state.jobs import JobService
from dashboard.state.origin import Upload
from dashboard.state.session import Session
from tests.dashboard.tiny_case import (
    CARD,
    DEADLINE,
    MODEL,
    discovery_of,
    finish,
    session_with,
    tiny_analysis,
    tiny_series,
)


@pytest.fixture(autouse=True)
def known_model(monkeypatch):
    monkeypatch.setattr(models, "model_cards", lambda: {CARD.name: CARD})
    monkeypatch.setattr(models, "model", lambda _card: MODEL)


def lines() -> list[tuple[str, str, str]]:
    return [(entry.who, entry.did, entry.what) for entry in Trail.open().read()]


def test_an_open_series_is_analysed_noted_and_kept():
    session = session_with()
    session.who = "browser-1"
    analyses.begin(session, session.opened, CARD)
    finish(session)
    assert session.opened.analysis(CARD) is not None
    assert lines() == [("browser-1", "analysed", CARD.name)]
    assert worklist_store.available().count() == 1


def test_a_model_that_cannot_be_loaded_is_a_notice(monkeypatch):
    def refuse(_card):
        raise CheckpointError("known.pth: damaged: restore it.")

    monkeypatch.setattr(models, "model", refuse)
    session = session_with()
    assert analyses.begin(session, session.opened, CARD) is None
    assert [notice.text for notice in session.notices] == ["known.pth: damaged: restore it."]


def upload_session(monkeypatch) -> Session:
    """One upload, listed and not read yet."""
    monkeypatch.setattr("core.dicom.read_series", lambda _candidate, progress: tiny_series())
    session = Session(jobs=JobService(), who="browser-1")
    session.list_found(discovery_of(tiny_series()), Upload())
    return session


def test_an_upload_is_analysed_for_the_worklist_alone(monkeypatch):
    session = upload_session(monkeypatch)
    (listed,) = session.shelf
    assert analyses.begin_for_worklist(session, listed, CARD)
    assert not analyses.begin_for_worklist(session, listed, CARD)
    (job,) = listed.place.to_worklist.values()
    job.wait(DEADLINE)
    assert (job.state, job.done, job.total, job.result) == ("done", 6, 6, None)
    assert lines() == [("browser-1", "analysed", CARD.name)]
    assert worklist_store.available().count() == 1


def test_an_upload_whose_record_cannot_be_kept_has_failed(monkeypatch):
    def refuse(*_):
        raise StoreError("The worklist is locked.")

    monkeypatch.setattr(worklist, "save", refuse)
    session = upload_session(monkeypatch)
    (listed,) = session.shelf
    analyses.begin_for_worklist(session, listed, CARD)
    (job,) = listed.place.to_worklist.values()
    job.wait(DEADLINE)
    assert (job.state, job.error) == ("failed", "The worklist is locked.")


@pytest.mark.usefixtures("small_livers")
def test_the_queue_takes_turns_with_the_pages_and_keeps_its_record_itself():
    service, off, done = JobService(), threading.Event(), []

    def run():
        try:
            analyses.for_queue(tiny_series(), CARD.name, lambda *_: None, off, service)
        except Cancelled:
            done.append("cancelled before its turn")

    with service.turn("a page", threading.Event(), "A page's work"):
        thread = threading.Thread(target=run)
        thread.start()
        off.set()
        thread.join(DEADLINE)
        assert done == ["cancelled before its turn"]
    analysis = analyses.for_queue(
        tiny_series(), CARD.name, lambda *_: None, threading.Event(), service
    )
    assert analysis.patient.category == "malignant"
    (entry,) = Trail.open().read()
    assert (entry.who, entry.did, entry.what) == ("queue", "analysed", CARD.name)
    assert entry.patient
    assert worklist_store.available().count() == 0


def test_a_model_that_is_gone_is_a_sentence():
    with pytest.raises(UnknownModelError) as refused:
        analyses.for_queue(tiny_series(), "gone", lambda *_: None, threading.Event())
    assert refused.value.code == "model_is_gone"


def test_what_was_analysed_before_is_not_analysed_again():
    session = session_with(analysed=True)
    assert analyses.begin(session, session.opened, CARD) is None
    assert tiny_analysis().weights_sha256 == CARD.sha256
