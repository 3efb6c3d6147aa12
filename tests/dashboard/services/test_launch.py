"""A link that arrives before the person has signed in."""

from __future__ import annotations

import pytest

from core.pacs import Query
from dashboard.services import launch
from dashboard.services.launch import MOST_WAITING, WAIT_SECONDS, Waiting
from dashboard.state.archive_view import view_of
from dashboard.state.session import Session


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def waiting(clock):
    return Waiting(clock)


def test_it_waits_for_its_own_browser_and_is_taken_once(waiting):
    waiting.put("a", {"study": "1.2"})
    waiting.put("", {"study": "1.3"})
    assert waiting.has("a")
    assert not waiting.has("b")
    assert not waiting.has("")
    assert waiting.take("b") == {}
    assert waiting.take("a") == {"study": "1.2"}
    assert waiting.take("a") == {}


def test_it_does_not_wait_for_ever(waiting, clock):
    waiting.put("a", {"study": "1.2"})
    clock.now = WAIT_SECONDS
    assert not waiting.has("a")
    assert waiting.take("a") == {}


def test_the_first_go_where_too_many_wait(waiting):
    for number in range(MOST_WAITING + 1):
        waiting.put(str(number), {"study": "1.2"})
    assert not waiting.has("0")
    assert waiting.has(str(MOST_WAITING))


def test_after_the_sign_in_the_link_goes_on(waiting, monkeypatch):
    address = {"accession": "A-17"}
    monkeypatch.setattr(launch.st, "query_params", address)
    monkeypatch.setattr(launch, "browser_of", lambda _: "a")
    launch.wait_at_the_door(waiting)
    assert address == {}
    assert launch.is_asked(waiting)
    session = Session()
    assert launch.take(session, waiting)
    assert view_of(session).asked == Query(accession="A-17")
    assert not launch.is_asked(waiting)
    assert not launch.take(session, waiting)
