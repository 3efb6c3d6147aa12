import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.errors import Cancelled, CheckpointError
from dashboard.screens.compare import runs
from dashboard.services import models
from dashboard.state.jobs import JobService
from tests.dashboard.screens.compare.two_models import CARDS, MODELS, OTHER_CARD, two_model_session
from tests.dashboard.tiny_case import CARD, DEADLINE, finish, tiny_analysis

BOTH = list(CARDS.values())


@pytest.fixture(autouse=True)
def known_models(monkeypatch):
    monkeypatch.setattr(models, "model", lambda card: MODELS[card.name])


def quick(_series, model, **_options):
    return replace(tiny_analysis(), model_name=model.name, weights_sha256=model.weights_sha256)


def test_both_are_run_in_the_order_of_the_models_and_kept_for_all_pages():
    begun = []

    def analyse(series, model, **options):
        begun.append(model.name)
        return quick(series, model)

    session = two_model_session(analysed=0, jobs=JobService(analyse=analyse))
    runs.start(session, session.opened, BOTH)
    finish(session)
    assert begun == [CARD.name, OTHER_CARD.name]
    assert session.opened.analysis(OTHER_CARD).model_name == "other"
    assert runs.under_way(session.opened, BOTH) == []


def test_a_model_that_cant_be_loaded_is_named_and_the_others_go_on(monkeypatch):
    def load(card):
        if card is CARD:
            raise CheckpointError("known.pth: damaged: restore it.")
        return MODELS[card.name]

    monkeypatch.setattr(models, "model", load)
    session = two_model_session(analysed=0, jobs=JobService(analyse=quick))
    runs.start(session, session.opened, BOTH)
    assert [notice.text for notice in session.notices] == ["known.pth: damaged: restore it."]
    finish(session)
    assert session.opened.analysis(OTHER_CARD).model_name == "other"


def test_cancel_stops_the_running_one_and_those_that_wait():
    begun = threading.Event()

    def analyse(_series, _model, *, progress, cancel):
        begun.set()
        cancel.wait(DEADLINE)
        raise Cancelled("stopped")

    session = two_model_session(analysed=0, jobs=JobService(analyse=analyse))
    runs.start(session, session.opened, BOTH)
    begun.wait(DEADLINE)
    assert runs.under_way(session.opened, BOTH) == BOTH
    runs.cancel(session.opened, BOTH)
    finish(session)
    assert session.opened.analyses() == []
    assert len(session.notices) == 0


def test_how_far_a_model_is_as_a_bar():
    job = SimpleNamespace(state="running", done=4, total=6, seconds_left=3.0)
    drawn = runs.line("<b>", job, "#123456")
    assert "width:67%" in drawn
    assert "&lt;b&gt;" in drawn
    assert "Slice 4 of 6, 3 s left" in drawn
