"""The tour: what is open, known and in view at each stop."""

from __future__ import annotations

import pytest

from dashboard.services import models, sample_results, tour
from dashboard.state.events import SeriesOpened
from dashboard.state.origin import Upload
from dashboard.state.session import Session
from dashboard.state.tour import Stop
from tests.dashboard.tiny_case import CARD, MODEL, finish, open_in, tiny_analysis, tiny_series


@pytest.fixture(autouse=True)
def known_model(monkeypatch):
    monkeypatch.setattr(models, "model", lambda _card: MODEL)


@pytest.fixture
def nothing_stored(monkeypatch):
    monkeypatch.setattr(sample_results, "restore", lambda *_: [])


def touring(*, analysed: bool = True) -> Session:
    """A session with the sample of the tour open, before the first stop."""
    session = Session(cards={CARD.name: CARD})
    opened = open_in(session, tiny_series(), tour.SAMPLE)
    if analysed:
        opened.keep(tiny_analysis(opened.series))
    return session


def test_without_the_sample_it_is_opened_first():
    session = Session(cards={CARD.name: CARD})
    tour.begin(session)
    assert session.pending.origin == tour.SAMPLE
    assert session.tour.stop is Stop.LESION
    assert tour.sample_in_view(session) is None


def test_the_first_stop_shows_the_largest_lesion_framed():
    session = touring()
    tour.begin(session)
    opened = session.opened
    largest = opened.analysis(CARD).lesions[0]
    assert opened.position.index == largest.slice_largest
    assert opened.by(CARD.sha256).marked_lesion == largest.id
    assert session.use_model == CARD.name


def test_why_shows_the_slice_that_looks_the_most_malignant():
    session = touring()
    tour.begin(session)
    session.jump(session.opened, 0)
    tour.go(session, 1)
    assert session.tour.stop is Stop.WHY
    assert session.opened.position.index == session.opened.analysis(CARD).most_suspicious()


def test_the_sample_comes_back_into_view():
    session = touring()
    other = open_in(session, tiny_series(series_description="other"), Upload())
    session.select(other.key)
    tour.begin(session)
    assert session.opened.origin == tour.SAMPLE


@pytest.mark.usefixtures("nothing_stored")
def test_without_a_stored_result_the_sample_is_analysed():
    session = touring(analysed=False)
    tour.begin(session)
    assert session.opened.job(CARD) is not None
    finish(session)
    assert session.opened.analysis(CARD).lesions[0].label == "malignant"


@pytest.mark.usefixtures("nothing_stored")
def test_it_goes_on_when_the_samples_pixels_are_read():
    session = Session(cards={CARD.name: CARD})
    tour.begin(session)
    opened = open_in(session, tiny_series(), tour.SAMPLE)
    tour.on_series_opened(SeriesOpened(session, opened.series))
    assert opened.job(CARD) is not None
    finish(session)


def test_a_series_of_anybody_else_is_left_alone():
    session = touring()
    other = open_in(session, tiny_series(series_description="other"), Upload())
    session.select(other.key)
    tour.on_series_opened(SeriesOpened(session, other.series))
    assert other.job(CARD) is None


def test_at_its_end_the_sample_stays():
    session = touring()
    tour.begin(session)
    tour.end(session)
    assert session.tour is None
    assert session.opened.origin == tour.SAMPLE
    tour.go(session, 1)
    assert session.tour is None


def test_it_needs_a_model():
    assert not tour.is_possible(Session())
    assert tour.is_possible(Session(cards={CARD.name: CARD}))
