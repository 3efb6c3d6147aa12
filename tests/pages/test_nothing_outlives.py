"""A closed series leaves the memory, whatever pages showed it and however it was closed."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from dashboard.security.sessions import Sessions
from dashboard.services import models
from dashboard.state import volumes
from dashboard.state.server_memory import MEMORY
from dashboard.state.session import Session
from tests.core.study.tiny_study import block_study
from tests.dashboard.screens.compare.two_models import CARDS, MODELS, two_model_session
from tests.dashboard.tiny_case import finish, other_series, session_with, tiny_series
from tests.pages.explain_page import asked, judged
from tests.pages.handed_over import HandedOver, handed_over, kept
from tests.pages.test_follow_up import session_of, two_visits

__all__ = ["asked", "handed_over", "judged", "two_visits"]

PAGES = ("explain", "compare", "phases", "risk", "worklist", "follow_up", "cohort", "models")


@pytest.fixture
def two_models(known_model_only, monkeypatch):
    monkeypatch.setattr(models, "model_cards", lambda: dict(CARDS))
    monkeypatch.setattr(models, "model", lambda card: MODELS[card.name])


def visit(app, *pages: str) -> None:
    for page in pages:
        app.switch_page(f"../pages/{page}.py").run()
        finish(app.session_state["liverlens"])
        app.run()
        assert not app.exception, (page, app.exception)


def test_what_keeps_pixels_is_found():
    session = session_with(analysed=True)
    opened = session.opened
    assert kept(lambda: opened) == ["OpenSeries"]
    assert kept((session.select, [opened.series.volume])) == ["array of (6, 64, 64)"]
    assert kept([weakref.ref(opened), session]) == []


def test_nothing_that_a_page_hands_over_keeps_pixels(
    open_app, two_models, asked, judged, handed_over: HandedOver
):
    visit(open_app("review", two_model_session()), *PAGES)
    assert {name.split()[0] for name in handed_over.things} == {"callback", "fragment", "download"}
    assert handed_over.that_keeps_pixels() == []


def test_nothing_that_a_page_about_several_series_hands_over_keeps_pixels(
    open_app, two_visits, handed_over: HandedOver
):
    visit(open_app("review", session_of(*two_visits)), "follow_up")
    phases = session_of(*block_study(), analysed=False)
    for opened in phases.shelf.open():
        phases.start_analysis(opened, models.model(next(iter(models.model_cards().values()))))
    finish(phases)
    visit(open_app("review", phases), "phases")
    assert handed_over.that_keeps_pixels() == []


def close_by_cross(session: Session, app) -> None:
    session.close(session.selected)
    app.run()


def close_by_time(session: Session, _app) -> None:
    """As for a tab that was closed, a browser that has gone, a connection that was cut: nobody has
    been connected for the time of grace."""
    now = [0.0]
    sessions = Sessions(grace_seconds=180.0, clock=lambda: now[0])
    sessions.arrive("here", "owner", session)
    assert sessions.sweep(lambda _session: False) == []
    now[0] += 180.0
    assert sessions.sweep(lambda _session: False) == ["here"]
    volumes.STORE.drop("here")


@pytest.mark.parametrize("close", [close_by_cross, close_by_time])
def test_a_series_that_was_on_every_page_leaves_nothing_in_memory(
    open_app, two_models, asked, judged, monkeypatch, close
):
    monkeypatch.setattr(volumes.arrival, "of_this_run", lambda *_: ("here", "owner"))
    gc.collect()
    before = MEMORY.held()
    session = two_model_session(series=other_series() if close is close_by_cross else tiny_series())
    opened = session.opened
    voxels = opened.series.volume.size
    app = open_app("review", session)
    visit(app, *PAGES)
    # The volume, and of each model a mask and a probability of one byte a voxel.
    assert MEMORY.held() - before >= opened.series.volume.nbytes + 4 * voxels
    arrays = [
        weakref.ref(array)
        for analysis in opened.analyses()
        for array in (opened.series.volume, analysis.mask, analysis.lesion_probability)
    ]
    assert all(isinstance(array(), np.ndarray) for array in arrays)
    held = weakref.ref(opened)
    del opened

    close(session, app)
    gc.collect()

    assert held() is None
    assert [array for array in arrays if array() is not None] == []
    assert volumes.STORE.nbytes("here") == 0
    assert MEMORY.held() <= before
