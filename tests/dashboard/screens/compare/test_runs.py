import threading
from dataclasses import replace

import pytest

from core.errors import Cancelled, CheckpointError
from dashboard.screens.compare import runs
from dashboard.services import audit, models, worklist
from dashboard.state import jobs
from tests.dashboard.screens.compare.two_models import CARDS, MODELS, OTHER_CARD, two_model_session
from tests.dashboard.tiny_case import CARD, MODEL, tiny_analysis, tiny_series

DEADLINE = 20.0
BOTH = list(CARDS.values())


@pytest.fixture(autouse=True)
def known_models(monkeypatch):
    monkeypatch.setattr(models, "model", lambda card: MODELS[card.name])


def finish(session) -> None:
    for job in list(session.jobs.values()):
        job.wait(DEADLINE)
    session.collect()


def test_both_are_run_in_the_order_of_the_models_and_kept_for_all_pages(monkeypatch):
    begun = []

    def analyse(series, model, **_options):
        begun.append(model.name)
        return replace(tiny_analysis(), model_name=model.name)

    defaults = (analyse, jobs.time.monotonic)
    monkeypatch.setattr(jobs.AnalysisJob.__init__, "__defaults__", defaults)
    kept = []
    monkeypatch.setattr(
        worklist, "keep", lambda _session, analysis: kept.append(analysis.model_name)
    )
    monkeypatch.setattr(audit, "analysed", lambda *_: None)
    session = two_model_session(analysed=0)
    runs.start(session, session.entry, BOTH)
    finish(session)
    assert kept == ["known", "other"]
    assert begun == [CARD.name, OTHER_CARD.name]
    assert session.analysis(session.entry, OTHER_CARD).model_name == "other"
    assert not session.jobs


def test_a_model_that_cant_be_loaded_is_named_and_the_others_go_on(monkeypatch):
    def load(card):
        if card is CARD:
            raise CheckpointError("known.pth: damaged: restore it.")
        return MODELS[card.name]

    monkeypatch.setattr(models, "model", load)
    session = two_model_session(analysed=0)
    runs.start(session, session.entry, BOTH)
    assert [notice.text for notice in session.notices] == ["known.pth: damaged: restore it."]
    finish(session)
    assert session.analysis(session.entry, OTHER_CARD).model_name == "other"


def test_cancel_stops_the_running_one_and_those_that_wait(monkeypatch):
    begun = threading.Event()

    def analyse(_series, _model, *, progress, cancel):
        begun.set()
        cancel.wait(DEADLINE)
        raise Cancelled("stopped")

    defaults = (analyse, jobs.time.monotonic)
    monkeypatch.setattr(jobs.AnalysisJob.__init__, "__defaults__", defaults)
    session = two_model_session(analysed=0)
    runs.start(session, session.entry, BOTH)
    begun.wait(DEADLINE)
    assert runs.under_way(session, session.entry, BOTH) == BOTH
    runs.cancel(session, session.entry, BOTH)
    finish(session)
    assert not session.analyses
    assert not session.notices


def test_how_far_a_model_is_in_words():
    now = [0.0]
    job = jobs.AnalysisJob(tiny_series(), MODEL, clock=lambda: now[0])
    assert runs.how_far(job) == "waits for its turn"
    job._running = True
    assert runs.how_far(job) == "preparing the network"
    job._on_progress(2, 6)
    now[0] = 3.0
    job._on_progress(4, 6)
    assert runs.how_far(job) == "slice 4 of 6, about 3 s left"
    assert "width:67%" in runs.line("<b>", job, "#123456")
    assert "&lt;b&gt;" in runs.line("<b>", job, "#123456")
