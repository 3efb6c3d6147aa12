import pytest

from core.errors import CheckpointError, UsageError
from dashboard.screens.models import stopwatch
from dashboard.services import models, speeds
from dashboard.state.jobs import JobService
from dashboard.state.session import Session
from tests.dashboard.screens.models.measured import SPEED, measured_card
from tests.dashboard.tiny_case import finish

CARDS = {name: measured_card(name) for name in ("a", "b")}


@pytest.fixture
def session(monkeypatch) -> Session:
    monkeypatch.setattr(models, "model", lambda card: card)
    monkeypatch.setattr(stopwatch, "measure_speed", lambda model, seconds: SPEED)
    return Session(jobs=JobService())


def measured(session: Session) -> Session:
    stopwatch.begin(session, CARDS)
    finish(session)
    stopwatch.collect(session)
    return session


def timed() -> set[str]:
    return set(speeds.SPEEDS.of_all(card.sha256 for card in CARDS.values()))


def test_each_model_is_timed(session):
    stopwatch.begin(session, CARDS)
    job = session.stopwatch
    stopwatch.begin(session, CARDS)
    assert session.stopwatch is job
    finish(session)
    stopwatch.collect(session)
    assert (job.done, job.total, session.stopwatch) == (2, 2, None)
    assert timed() == {card.sha256 for card in CARDS.values()}


def test_one_that_cannot_be_loaded_is_named_and_the_others_are_timed(session, monkeypatch):
    def load(card):
        if card.name == "a":
            raise CheckpointError("a.pth: there is no such weights file: check the name.")
        return card

    monkeypatch.setattr(models, "model", load)
    measured(session)
    assert timed() == {CARDS["b"].sha256}
    assert [notice.text for notice in session.notices] == [
        "a.pth: there is no such weights file: check the name."
    ]


def test_one_that_cannot_be_timed_is_named_and_the_others_are_timed(session, monkeypatch):
    def measure(model, seconds):
        if model.name == "a":
            raise UsageError("a can't be timed.")
        return SPEED

    monkeypatch.setattr(stopwatch, "measure_speed", measure)
    measured(session)
    assert timed() == {CARDS["b"].sha256}
    assert [notice.text for notice in session.notices] == ["a can't be timed."]
