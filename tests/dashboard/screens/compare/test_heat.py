import threading

import numpy as np
import pytest

from core.errors import UsageError
from dashboard.screens.compare import heat
from dashboard.screens.compare.choice import LESION_HEAT, NO_HEAT
from dashboard.services import models
from tests.dashboard.screens.compare.two_models import CARDS, MODELS, two_model_session
from tests.dashboard.tiny_case import CARD, DEADLINE, finish

BOTH = list(CARDS.values())
MALIGNANT_HEAT = "Grad-CAM, malignant"


class Heat:
    def __init__(self, volume: np.ndarray) -> None:
        self._volume = volume

    def volume(self) -> np.ndarray:
        return self._volume


@pytest.fixture(autouse=True)
def known_models(monkeypatch):
    monkeypatch.setattr(models, "model", lambda card: MODELS[card.name])


def test_none_unless_asked_for():
    session = two_model_session()
    assert heat.pane_heat(session, session.opened, CARD, NO_HEAT).url is None
    assert heat.jobs_of(session.opened, BOTH, NO_HEAT) == []


def test_the_lesion_probability_is_there_with_the_analysis():
    session = two_model_session(analysed=1)
    shown = heat.pane_heat(session, session.opened, CARD, LESION_HEAT)
    assert shown.label == "Lesion probability"
    assert shown.scale is None
    assert heat.pane_heat(session, session.opened, BOTH[1], LESION_HEAT).url is None


def test_grad_cam_of_the_whole_series_is_made_beside_the_page(monkeypatch):
    session = two_model_session()
    asked, go_on = [], threading.Event()

    def make(model, series, target, *, progress, cancel):
        go_on.wait(DEADLINE)
        asked.append((model.name, target))
        return Heat(np.zeros(series.volume.shape, np.uint8))

    monkeypatch.setattr(heat, "series_grad_cam", make)
    first = heat.pane_heat(session, session.opened, CARD, MALIGNANT_HEAT)
    assert first.url is None
    go_on.set()
    finish(session)
    second = heat.pane_heat(session, session.opened, CARD, MALIGNANT_HEAT)
    assert second.url.startswith("/volumes/")
    assert second.label == MALIGNANT_HEAT
    assert second.scale.unit == "logits"
    assert asked == [(CARD.name, "malignant")]
    jobs = heat.jobs_of(session.opened, BOTH, MALIGNANT_HEAT)
    assert [job.state for job in jobs] == ["done"]
    assert heat.jobs_of(session.opened, BOTH, NO_HEAT) == []


def test_a_model_without_heatmap_says_why(monkeypatch):
    def refuse(*_args, **_options):
        raise UsageError("known has no gradient: choose a network.")

    monkeypatch.setattr(heat, "series_grad_cam", refuse)
    session = two_model_session()
    heat.pane_heat(session, session.opened, CARD, MALIGNANT_HEAT)
    finish(session)
    shown = heat.pane_heat(session, session.opened, CARD, MALIGNANT_HEAT)
    assert (shown.url, shown.why_not) == (None, "no heatmap")
    (job,) = heat.jobs_of(session.opened, BOTH, MALIGNANT_HEAT)
    assert job.error == "known has no gradient: choose a network."


def test_what_nobody_looks_at_any_more_is_cancelled(monkeypatch):
    cancelled = threading.Event()

    def slow(*_args, progress, cancel):
        if cancel.wait(DEADLINE):
            cancelled.set()
        return Heat(np.zeros((1, 2, 2), np.uint8))

    monkeypatch.setattr(heat, "series_grad_cam", slow)
    session = two_model_session()
    opened = session.opened
    heat.pane_heat(session, opened, CARD, MALIGNANT_HEAT)
    (job,) = heat.jobs_of(opened, BOTH, MALIGNANT_HEAT)
    heat.cancel_others(opened, MALIGNANT_HEAT)
    assert heat.jobs_of(opened, BOTH, MALIGNANT_HEAT) == [job]
    heat.cancel_others(opened, NO_HEAT)
    assert heat.jobs_of(opened, BOTH, MALIGNANT_HEAT) == []
    assert cancelled.wait(DEADLINE)
